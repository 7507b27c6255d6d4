/** Finds the directory of the run that another run starts from. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { runFiles } from '../../schemas/runDirectory';

/**
 * A run records where it starts from as an absolute path, which may lead into another project. When a project was moved with
 * all its runs, the run with the same id in the moved project is meant.
 * @param recorded absolute path of the run directory, as experiment.json holds it
 * @param runDirectory of the run that starts from it
 * @returns `recorded` when the run is at neither place
 */
export function originDirectory(recorded: string, runDirectory: string): string {
  if (existsSync(path.join(recorded, runFiles.experiment))) return recorded;
  const [experiment, id] = [path.basename(path.dirname(recorded)), path.basename(recorded)];
  const beside = path.join(path.dirname(path.dirname(runDirectory)), experiment, id);
  return existsSync(path.join(beside, runFiles.experiment)) ? beside : recorded;
}
