import type * as vscode from 'vscode';
import type { Check } from '../../schemas/shape';

/**
 * Hands on what a page asks where it is something that such a page can ask; the rest is left unanswered and told in the
 * output. A page is as foreign as a file: what runs in it may not be what was shipped.
 */
export function receive<Request>(
  webview: Pick<vscode.Webview, 'onDidReceiveMessage'>,
  isRequest: Check<Request>,
  log: Pick<vscode.LogOutputChannel, 'warn'>,
  answer: (request: Request) => void,
): vscode.Disposable {
  return webview.onDidReceiveMessage((message: unknown) => {
    if (isRequest(message)) answer(message);
    else log.warn(`A page asked for something that it cannot ask: ${shown(message)}`);
  });
}

/** Short, and without control characters. */
function shown(message: unknown): string {
  let text: string;
  try {
    text = JSON.stringify(message) ?? typeof message;
  } catch {
    text = typeof message;
  }
  return text.slice(0, 200);
}
