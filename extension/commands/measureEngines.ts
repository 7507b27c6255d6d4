/** The command that measures the speed of the engines. */
import * as vscode from 'vscode';
import { measureEngines } from '../runs/engines';
import type { Services } from '../services';
import { requireTrust } from '../access';

/**
 * Measures the engines with progress that can be cancelled, and opens the figures as a document.
 * @param file experiment whose models are measured; undefined for all models
 */
export async function benchEngines({ script, log, times }: Services, file: string | undefined): Promise<void> {
  if (!(await requireTrust('Measuring engines'))) return;
  const controller = new AbortController();
  const options = { location: vscode.ProgressLocation.Notification, title: 'Measuring engines', cancellable: true };
  try {
    const { markdown } = await vscode.window.withProgress(options, async (progress, token) => {
      token.onCancellationRequested(() => controller.abort());
      const onLine = (line: string): void => {
        if (line.trim() === '') return;
        log.info(line);
        progress.report({ message: line.trim() });
      };
      return measureEngines(script, file, onLine, controller.signal);
    });
    await times.refresh();
    const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: markdown });
    await vscode.window.showTextDocument(document, { preview: true });
  } catch (error) {
    if (!controller.signal.aborted) throw error;
  }
}
