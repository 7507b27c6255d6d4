/** Receives messages of pages, and checks them. */
import type * as vscode from 'vscode';
import type { Check } from '../../schemas/shape';

/**
 * Passes valid requests of a page on. Other messages are not answered, only logged. A page is not trusted, just as files are
 * not: the script in it may not be ours.
 */
export function receive<Request>(
  webview: Pick<vscode.Webview, 'onDidReceiveMessage'>,
  isRequest: Check<Request>,
  log: Pick<vscode.LogOutputChannel, 'warn'>,
  answer: (request: Request) => void,
): vscode.Disposable {
  return webview.onDidReceiveMessage((message: unknown) => {
    if (isRequest(message)) answer(message);
    else log.warn(`A page sent an invalid request: ${excerpt(message)}`);
  });
}

/** A short text of the message, without control characters. */
function excerpt(message: unknown): string {
  let text: string;
  try {
    text = JSON.stringify(message) ?? typeof message;
  } catch {
    text = typeof message;
  }
  return text.slice(0, 200);
}
