/** Opens the faces that a run used, if its data has not changed. */
import { readEnvironment, readResolved, readSummary } from '../../storage/run/runFile';
import { UserError } from '../../schemas/userError';
import { FaceCatalogue } from '../../runner/faces/catalogue';
import type { Progress } from '../../runner/progress';

/**
 * The predictions of a run belong to the faces that it used: other faces with the same ids would be wrong.
 * @throws UserError when the data cannot be read, or has changed since
 */
export async function openRunFaces(directory: string, onProgress: Progress): Promise<FaceCatalogue> {
  const [environment, summary] = [await readEnvironment(directory), await readSummary(directory)];
  // An imported run has no environment.
  const fingerprint = environment?.data.fingerprint ?? summary?.dataFingerprint;
  if (fingerprint === undefined)
    throw new UserError(`The run ${directory} has not read its data yet.`, 'Wait until it trains.');
  const catalogue = await FaceCatalogue.open(await readResolved(directory), onProgress);
  if (catalogue.fingerprint === fingerprint) return catalogue;
  throw new UserError(
    `The data has changed since this run: ${catalogue.resolved.data.source} no longer gives the faces, labels and splits that the run saw.`,
    'Its predictions are still listed by the numbers of the faces. Restore the data, or run the experiment again, to see the faces.',
  );
}
