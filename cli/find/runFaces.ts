/** The faces that a run saw, as long as its data is what it was. */
import { readEnvironment, readResolved } from '../../storage/run/runFile';
import { UserError } from '../../schemas/userError';
import { FaceCatalogue } from '../../runner/faces/catalogue';
import type { Progress } from '../../runner/progress';

/**
 * A run's predictions belong to the faces that it was given: others under the same numbers would be lies.
 * @throws UserError where the data cannot be read, or has changed since
 */
export async function openRunFaces(directory: string, onProgress: Progress): Promise<FaceCatalogue> {
  const environment = await readEnvironment(directory);
  if (!environment) throw new UserError(`The run ${directory} has not read its data yet.`, 'Wait until it trains.');
  const { data } = environment;
  const catalogue = await FaceCatalogue.open(await readResolved(directory), onProgress);
  if (catalogue.fingerprint === data.fingerprint) return catalogue;
  throw new UserError(
    `The data has changed since this run: ${data.source} no longer gives the faces, labels and splits that the run saw.`,
    'Its predictions are still known by number. Put the data back as it was, or run the experiment again, to see their faces.',
  );
}
