/** Runs `ferexp preview`. */
import { completed } from './completed';
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
  const args = [file, '--variant', variant, '--stdin', '--json'];
  return JSON.parse(await completed(script, 'preview', args, { signal, input: text })) as AugmentationPreview;
}
