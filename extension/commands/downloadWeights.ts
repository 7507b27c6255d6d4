import * as vscode from 'vscode';
import { downloadResnetWeights } from '../runs/engines';
import type { Services } from '../services';
import { requireTrust } from './runExperiment';

/** Fetches what `weights: "imagenet"` means, after consent, with progress that can be cancelled. */
export async function downloadWeights(
  { script, log }: Services,
  options: { readonly confirmed?: boolean } = {},
): Promise<void> {
  if (!(await requireTrust('Downloading weights'))) return;
  const download = 'Download';
  const agreed =
    options.confirmed === true ||
    (await vscode.window.showInformationMessage(
      'Download the weights of ResNet-50, trained on ImageNet (94.8 MB)?',
      {
        modal: true,
        detail: 'They come from storage.googleapis.com, where Keras gets them, and are kept for all your projects.',
      },
      download,
    )) === download;
  if (!agreed) return;
  const controller = new AbortController();
  const progressOptions = {
    location: vscode.ProgressLocation.Notification,
    title: 'ResNet-50 weights',
    cancellable: true,
  };
  try {
    await vscode.window.withProgress(progressOptions, async (progress, token) => {
      token.onCancellationRequested(() => controller.abort());
      const onLine = (line: string): void => {
        log.info(line);
        if (line.trim() !== '') progress.report({ message: line.trim() });
      };
      await downloadResnetWeights(script, onLine, controller.signal);
    });
    void vscode.window.showInformationMessage('The weights of ResNet-50 are here: "weights": "imagenet" takes them.');
  } catch (error) {
    if (!controller.signal.aborted) throw error;
  }
}
