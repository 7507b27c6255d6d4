import type { WebviewPanel } from 'vscode';

/** Whether the panel has a page to send to. `visible` throws if the panel was closed in the meantime. */
export function isShown(panel: Pick<WebviewPanel, 'visible'>): boolean {
  try {
    return panel.visible;
  } catch {
    return false;
  }
}
