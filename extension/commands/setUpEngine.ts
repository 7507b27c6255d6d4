import * as vscode from 'vscode';
import { setUpTensorFlow } from '../runs/engines';
import type { Services } from '../services';
import { requireTrust } from './runExperiment';

/** Sets the engine up with progress that can be cancelled; all that is printed goes to the output. */
export async function setUpEngine({ script, log, engines }: Services): Promise<void> {
  if (!(await requireTrust('Setting up an engine'))) return;
  const python = vscode.workspace.getConfiguration('ferexp').get('pythonPath', '');
  const controller = new AbortController();
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: 'Setting up the TensorFlow engine',
    cancellable: true,
  };
  try {
    await vscode.window.withProgress(options, async (progress, token) => {
      token.onCancellationRequested(() => controller.abort());
      const onLine = (line: string): void => {
        log.info(line);
        if (line.trim() !== '') progress.report({ message: line.trim() });
      };
      await setUpTensorFlow(script, python, onLine, controller.signal);
    });
    void vscode.window.showInformationMessage('The TensorFlow engine is ready. "engine": "auto" takes it from now on.');
  } catch (error) {
    if (controller.signal.aborted) return;
    const message = error instanceof Error ? error.message : String(error);
    log.error(message);
    const chosen = await vscode.window.showErrorMessage(
      `The TensorFlow engine is not set up. ${message}`,
      'Show Output',
    );
    if (chosen === 'Show Output') log.show();
  } finally {
    engines.refresh();
  }
}
