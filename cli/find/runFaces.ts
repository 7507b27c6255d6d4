/** Opens the faces that a run used, if its data has not changed. */
import { readEnvironment, readResolved } from '../../storage/run/runFile';
import { UserError } from '../../schemas/userError';
import { FaceCatalogue } from '../../runner/faces/catalogue';
import type { Progress } from '../../runner/progress';

/**
 * The predictions of a run belong to the faces that it used: other faces with the same ids would be wrong.
 * @throws UserError when the data cannot be read, or has changed since
 */
export async function openRunFaces(directory: string, onProgress: Progress): Promise<FaceCatalogue> {
  const environment = await readEnvironment(directory);
  if (!environment) throw new UserError(`The run ${directory} has not read its data yet.`, 'Wait until it trains.');
  const { data } = environment;
  const catalogue = await FaceCatalogue.open(await readResolved(directory), onProgress);
  if (catalogue.fingerprint === data.fingerprint) return catalogue;
  throw new UserError(
    `The data has changed since this run: ${data.source} no longer gives the faces, labels and splits that the run saw.`,
    'Its predictions are still listed by the numbers of the faces. Restore the data, or run the experiment again, to see the faces.',
  );
}
