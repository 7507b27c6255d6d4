/** The four kinds of themes that VS Code includes. */
const forced = { forcedColors: 'active' } as const;

export const themes = {
  dark: { title: 'Default Dark Modern', workbenchClass: 'vs-dark', page: { colorScheme: 'dark' } },
  light: { title: 'Default Light Modern', workbenchClass: 'vs', page: { colorScheme: 'light' } },
  'high-contrast': {
    title: 'Default High Contrast',
    workbenchClass: 'hc-black',
    page: { colorScheme: 'dark', ...forced },
  },
  'high-contrast-light': {
    title: 'Default High Contrast Light',
    workbenchClass: 'hc-light',
    page: { colorScheme: 'light', ...forced },
  },
} as const;
export type ThemeName = keyof typeof themes;

export const themeNames = Object.keys(themes) as ThemeName[];

/** A high-contrast theme is active when the system asks for one, as `page` does; otherwise the editor leaves it. */
export function themeSettings(theme: ThemeName): Record<string, unknown> {
  return { 'workbench.colorTheme': themes[theme].title, 'window.autoDetectHighContrast': true };
}
