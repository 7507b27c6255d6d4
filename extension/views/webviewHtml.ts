/** Writes the HTML of a panel's page. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { own } from '../../schemas/own';

/** The pages in dist/webview: each has a script and a style sheet. */
export type Page = 'run' | 'comparison' | 'preview' | 'data' | 'audit' | 'explain';

export function webviewOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist', 'webview')] };
}

function escaped(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (character) => own(entities, character) ?? character);
}

/**
 * Gives a panel its page and its icon.
 * @param state from which VS Code restores the panel after a reload of the window
 */
export function fillPanel(panel: vscode.WebviewPanel, extensionUri: vscode.Uri, page: Page, state: object): void {
  const icon = (theme: string): vscode.Uri =>
    vscode.Uri.joinPath(extensionUri, 'media', 'pages', `${page}-${theme}.svg`);
  panel.iconPath = { light: icon('light'), dark: icon('dark') };
  panel.webview.options = webviewOptions(extensionUri);
  panel.webview.html = webviewHtml(panel.webview, extensionUri, page, panel.title, state);
}

/** The HTML document that loads a page. Only our own script runs in it, and it loads nothing from elsewhere. */
function webviewHtml(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  page: Page,
  title: string,
  state: object,
): string {
  const nonce = randomBytes(16).toString('base64');
  const asset = (name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'webview', name)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="UTF-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="stylesheet" nonce="${nonce}" href="${asset('codicon.css')}" id="vscode-codicon-stylesheet">
    <link rel="stylesheet" nonce="${nonce}" href="${asset(`${page}.css`)}">
    <title>${escaped(title)}</title>
  </head>
  <body data-state="${escaped(JSON.stringify(state))}">
    <div id="root"></div>
    <script nonce="${nonce}" src="${asset(`${page}.js`)}"></script>
  </body>
</html>`;
}
