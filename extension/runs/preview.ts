import type { AugmentationPreview } from '../../schemas/messages';
import { UserError } from '../../schemas/userError';
import { ended } from './engines';
import { startAttached } from './ferexp';
import { configuredRuntime } from './launcher';

/**
 * Has `ferexp` draw training faces before and after augmentation.
 * @param text of the experiment file as it stands in the editor, saved or not
 * @throws UserError with what the command said when it failed
 */
export async function previewAugmentation(
  script: string,
  { file, text, variant }: { readonly file: string; readonly text: string; readonly variant: string },
  signal: AbortSignal,
): Promise<AugmentationPreview> {
  const args = ['preview', file, '--variant', variant, '--stdin', '--json'];
  const child = startAttached(await configuredRuntime(), script, args, signal, text);
  const { code, output, errors } = await ended(child);
  if (code !== 0) throw failure(errors, code);
  return JSON.parse(output) as AugmentationPreview;
}

/** What `ferexp` writes to a person: `error` and the message, then what to do. */
export function failure(errors: string, code: number | null): UserError {
  const [first = '', ...rest] = errors.trim().split('\n');
  const message = first.replace(/^error /, '') || `ferexp preview ended with ${code ?? 'a signal'}.`;
  const remedy = rest.map((line) => line.trim()).join(' ');
  return remedy === '' ? new UserError(message) : new UserError(message, remedy);
}
