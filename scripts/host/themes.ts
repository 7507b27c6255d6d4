/** The four kinds of theme that VS Code comes with. */
export const themes = {
  dark: { title: 'Default Dark Modern', workbenchClass: 'vs-dark' },
  light: { title: 'Default Light Modern', workbenchClass: 'vs' },
  'high-contrast': { title: 'Default High Contrast', workbenchClass: 'hc-black' },
  'high-contrast-light': { title: 'Default High Contrast Light', workbenchClass: 'hc-light' },
} as const;
export type ThemeName = keyof typeof themes;

export const themeNames = Object.keys(themes) as ThemeName[];

/** The editor otherwise leaves a high-contrast theme where the system asks for none. */
export function themeSettings(theme: ThemeName): Record<string, unknown> {
  return { 'workbench.colorTheme': themes[theme].title, 'window.autoDetectHighContrast': false };
}
