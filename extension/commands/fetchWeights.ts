/** Asks for consent and downloads the weights of ResNet-50. */
import * as vscode from 'vscode';
import { imagenetUrl, mirrorVariable, weightsAddress } from '../../storage/machine/weightsSource';
import { downloadResnetWeights } from '../runs/engines';
import type { Services } from '../services';
import { cancellableProgress } from './cancellableProgress';

/**
 * Downloads what `weights: "imagenet"` needs, after consent, with progress that can be cancelled.
 * @param action label of the button that consents
 * @returns false if the user declined or cancelled
 * @throws UserError with the message of `ferexp` if it failed, or if the mirror's address is not valid
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
      'Cancelled. The part downloaded so far is kept: the next download continues from there.',
    );
  }
  return whole;
}
