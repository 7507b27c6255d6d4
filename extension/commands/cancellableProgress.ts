/** Shows the progress of a `ferexp` command in a notification that can cancel it. */
import * as vscode from 'vscode';

/**
 * Runs `work` with a progress notification. Every line that it reports goes to the output channel.
 * @returns false if the user cancelled
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
