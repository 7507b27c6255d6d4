import * as vscode from 'vscode';
import { downloadResnetWeights } from '../runs/engines';
import type { Services } from '../services';

/**
 * Fetches what `weights: "imagenet"` means, after consent, with progress that can be cancelled.
 * @param action of the button that consents
 * @returns false when the person does not want it, or cancelled
 */
export async function fetchWeights({ script, log }: Services, message: string, action: string): Promise<boolean> {
  const detail =
    'The weights of ResNet-50, trained on ImageNet (94.8 MB), come from storage.googleapis.com, where Keras gets them, and are kept for all your projects.';
  const chosen = await vscode.window.showInformationMessage(message, { modal: true, detail }, action);
  if (chosen !== action) return false;
  const controller = new AbortController();
  const options = { location: vscode.ProgressLocation.Notification, title: 'ResNet-50 weights', cancellable: true };
  try {
    await vscode.window.withProgress(options, async (progress, token) => {
      token.onCancellationRequested(() => controller.abort());
      const onLine = (line: string): void => {
        log.info(line);
        if (line.trim() !== '') progress.report({ message: line.trim() });
      };
      await downloadResnetWeights(script, onLine, controller.signal);
    });
    return true;
  } catch (error) {
    if (controller.signal.aborted) return false;
    throw error;
  }
}
