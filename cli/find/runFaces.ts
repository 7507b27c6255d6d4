/** Opens the faces that a run used, if its data has not changed. */
import { isSetSplit, type SetSplit, setOfSplit } from '../../schemas/dataSets';
import { own } from '../../schemas/own';
import { readPredictions } from '../../storage/run/predictions';
import { readEnvironment, readResolved, readSummary } from '../../storage/run/runFile';
import { UserError } from '../../schemas/userError';
import { FaceCatalogue } from '../../runner/faces/catalogue';
import type { Progress } from '../../runner/progress';
import { truthOf } from '../../runner/run/splitParts';

/**
 * The predictions of a run belong to the faces that it used: other faces with the same ids would be wrong.
 * @param split one of the run's: that of another data set has faces of its own
 * @throws UserError when the data cannot be read, or has changed since
 */
export async function openRunFaces(directory: string, onProgress: Progress, split = 'test'): Promise<FaceCatalogue> {
  if (isSetSplit(split)) return openSetFaces(directory, onProgress, split);
  const [environment, summary] = [await readEnvironment(directory), await readSummary(directory)];
  // An imported run has no environment.
  const fingerprint = environment?.data.fingerprint ?? summary?.dataFingerprint;
  if (fingerprint === undefined)
    throw new UserError(`The run ${directory} has not read its data yet.`, 'Wait until it trains.');
  const catalogue = await FaceCatalogue.open(await readResolved(directory), onProgress);
  if (catalogue.fingerprint === fingerprint) return catalogue;
  throw changed(catalogue);
}

/** The faces of another data set that the run was tested on. */
async function openSetFaces(directory: string, onProgress: Progress, split: SetSplit): Promise<FaceCatalogue> {
  const { ids, pictures } = await readPredictions(directory, split);
  const resolved = await readResolved(directory);
  const data = own(resolved.dataSets, setOfSplit(split));
  if (!data) throw new UserError(`The run ${directory} does not say where its data set ${setOfSplit(split)} is.`);
  const catalogue = await FaceCatalogue.open({ ...resolved, data }, onProgress, { testOnly: true });
  // Runs keep no fingerprint of other sets, but the hash of each picture that they answered for.
  if (pictures && Buffer.compare(pictures, truthOf(catalogue.data.dataset, ids).pictures) === 0) return catalogue;
  throw changed(catalogue);
}

const changed = ({ resolved }: FaceCatalogue): UserError =>
  new UserError(
    `The data has changed since this run: ${resolved.data.source} no longer gives the faces, labels and splits that the run saw.`,
    'Its predictions are still listed by the numbers of the faces. Restore the data, or run the experiment again, to see the faces.',
  );
