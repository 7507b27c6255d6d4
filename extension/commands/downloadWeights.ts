/** The command that downloads the weights of ResNet-50. */
import * as vscode from 'vscode';
import type { Services } from '../services';
import { fetchWeights } from './fetchWeights';
import { requireTrust } from '../access';

export async function downloadWeights(services: Services): Promise<void> {
  if (!(await requireTrust('Downloading weights'))) return;
  if (!(await fetchWeights(services, 'Download the weights of ResNet-50?', 'Download'))) return;
  void vscode.window.showInformationMessage('The weights of ResNet-50 are ready: "weights": "imagenet" uses them.');
}
