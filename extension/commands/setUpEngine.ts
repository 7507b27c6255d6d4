/** The command that sets up the TensorFlow engine. */
import * as vscode from 'vscode';
import { setUpTensorFlow } from '../runs/engines';
import type { Services } from '../services';
import { stepDone } from '../walkthrough';
import { cancellableProgress } from './cancellableProgress';
import { requireTrust } from '../access';

/** Sets up the engine with progress that can be cancelled; printed lines go to the output channel. */
export async function setUpEngine({ script, log, engines }: Services): Promise<void> {
  if (!(await requireTrust('Setting up an engine'))) return;
  const python = vscode.workspace.getConfiguration('ferexp').get('pythonPath', '');
  try {
    const title = 'Setting up the TensorFlow engine';
    const ready = await cancellableProgress(title, log, (onLine, signal) =>
      setUpTensorFlow(script, python, onLine, signal),
    );
    if (!ready) return;
    stepDone('hasTensorFlow');
    void vscode.window.showInformationMessage(
      'The TensorFlow engine is ready. "engine": "auto" uses it wherever the embedded engine was not measured faster.',
    );
  } catch (error) {
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
