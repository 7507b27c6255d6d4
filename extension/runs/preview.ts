/** Runs `ferexp preview`. */
import { resultOf } from './engines';
import { failure } from './failure';
import { startAttached } from './ferexp';
import { configuredRuntime } from './settings';
import type { AugmentationPreview } from '../../schemas/messages/preview';

/**
 * Computes training faces before and after augmentation.
 * @param text of the experiment file as it is in the editor, saved or not
 * @throws UserError with the message of `ferexp` if it fails
 */
export async function previewAugmentation(
  script: string,
  { file, text, variant }: { readonly file: string; readonly text: string; readonly variant: string },
  signal: AbortSignal,
): Promise<AugmentationPreview> {
  const args = ['preview', file, '--variant', variant, '--stdin', '--json'];
  const child = startAttached(await configuredRuntime(), script, args, signal, text);
  const { code, output, errors } = await resultOf(child);
  if (code !== 0) throw failure('preview', errors, code);
  return JSON.parse(output) as AugmentationPreview;
}
