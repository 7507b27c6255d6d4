import type { WebviewPanel } from 'vscode';

/** Is there a page to send to? A panel that was closed while something was read throws when it is asked. */
export function isShown(panel: Pick<WebviewPanel, 'visible'>): boolean {
  try {
    return panel.visible;
  } catch {
    return false;
  }
}
