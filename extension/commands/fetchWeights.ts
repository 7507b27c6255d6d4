import * as vscode from 'vscode';
import { imagenetUrl, mirrorVariable, weightsAddress } from '../../storage/machine/weightsSource';
import { downloadResnetWeights } from '../runs/engines';
import type { Services } from '../services';
import { cancellableProgress } from './cancellableProgress';

/**
 * Fetches what `weights: "imagenet"` means, after consent, with progress that can be cancelled.
 * @param action of the button that consents
 * @returns false when the person does not want it, or cancelled
 * @throws UserError with what the command line said when it failed, or when the mirror's address is none
 */
export async function fetchWeights({ script, log }: Services, message: string, action: string): Promise<boolean> {
  const address = weightsAddress(imagenetUrl);
  const whose = address === imagenetUrl ? 'where Keras gets them' : `the mirror that ${mirrorVariable} names`;
  const detail = `The weights of ResNet-50, trained on ImageNet (94.8\u00a0MB), come from ${new URL(address).host}, ${whose}, and are kept for all your projects.`;
  const chosen = await vscode.window.showInformationMessage(message, { modal: true, detail }, action);
  if (chosen !== action) return false;
  const whole = await cancellableProgress('ResNet-50 weights', log, (onLine, signal) =>
    downloadResnetWeights(script, address, onLine, signal),
  );
  if (!whole) {
    void vscode.window.showInformationMessage(
      'Cancelled. What has come so far is kept: the next download goes on from there.',
    );
  }
  return whole;
}
