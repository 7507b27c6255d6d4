/** The commands that download published weights. */
import * as vscode from 'vscode';
import type { PublishedNetwork } from '../../experiment/types';
import { imagenetWeights } from '../../storage/machine/publishedWeights';
import type { Services } from '../services';
import { fetchWeights } from './fetchWeights';
import { requireTrust } from '../access';

export async function downloadWeights(services: Services, type: PublishedNetwork): Promise<void> {
  if (!(await requireTrust('Downloading weights'))) return;
  const weights = imagenetWeights(type);
  const { network } = weights;
  if (!(await fetchWeights(services, weights, `Download the weights of ${network}?`, 'Download'))) return;
  void vscode.window.showInformationMessage(`The weights of ${network} are ready: "weights": "imagenet" uses them.`);
}
