/** Reads the colours of VS Code's theme for canvases, which CSS cannot style. */
import { useEffect, useState } from 'preact/hooks';

export interface Theme {
  readonly foreground: string;
  readonly muted: string;
  readonly grid: string;
  readonly background: string;
  readonly train: string;
  readonly validation: string;
  readonly best: string;
}

function variable(name: string, fallback: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim() || fallback;
}

function read(): Theme {
  const foreground = variable('--vscode-foreground', '#808080');
  const muted = variable('--vscode-descriptionForeground', foreground);
  const border = variable('--vscode-editorWidget-border', '#80808040');
  const isHighContrast = document.body.classList.contains('vscode-high-contrast');
  return {
    foreground,
    muted,
    // In high contrast, grid lines in the border colour would be more prominent than the curves.
    grid: isHighContrast ? `color-mix(in srgb, ${muted} 35%, transparent)` : border,
    background: variable('--vscode-editor-background', '#000000'),
    // Not charts.orange: it is half transparent in VS Code's own themes.
    train: variable('--vscode-charts-yellow', '#d18616'),
    validation: variable('--vscode-charts-blue', '#3794ff'),
    best: variable('--vscode-charts-green', '#89d185'),
  };
}

/** The present theme, updated when the user changes it: VS Code then changes the body's class and the variables. */
export function useTheme(): Theme {
  const [theme, setTheme] = useState(read);
  useEffect(() => {
    const observer = new MutationObserver(() => setTheme(read()));
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
    observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
    return () => observer.disconnect();
  }, []);
  return theme;
}
