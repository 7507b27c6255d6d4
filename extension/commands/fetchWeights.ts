import * as vscode from 'vscode';
import { downloadResnetWeights } from '../runs/engines';
import type { Services } from '../services';
import { cancellableProgress } from './cancellableProgress';

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
  return cancellableProgress('ResNet-50 weights', log, (onLine, signal) =>
    downloadResnetWeights(script, onLine, signal),
  );
}
