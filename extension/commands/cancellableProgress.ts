import * as vscode from 'vscode';

/**
 * Work of a command line that is shown as a notification, which can cancel it; all that is printed goes to the output.
 * @returns false when the person cancelled
 * @throws whatever the work throws
 */
export async function cancellableProgress(
  title: string,
  log: vscode.LogOutputChannel,
  work: (onLine: (line: string) => void, signal: AbortSignal) => Promise<unknown>,
): Promise<boolean> {
  const controller = new AbortController();
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  try {
    await vscode.window.withProgress(options, async (progress, token) => {
      token.onCancellationRequested(() => controller.abort());
      const onLine = (line: string): void => {
        log.info(line);
        if (line.trim() !== '') progress.report({ message: line.trim() });
      };
      await work(onLine, controller.signal);
    });
    return true;
  } catch (error) {
    if (controller.signal.aborted) return false;
    throw error;
  }
}
