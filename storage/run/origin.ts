/** Where a run lies that another one starts from. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { runFiles } from '../../schemas/runDirectory';

/**
 * Runs hold where they start from as an absolute path, which also reaches into another project. When a project folder was
 * moved with all of its runs, the run of that id beside this one is meant.
 * @param recorded absolute path of the run directory, as experiment.json holds it
 * @param runDirectory of the run that starts from it
 * @returns `recorded` where it is at neither place
 */
export function originDirectory(recorded: string, runDirectory: string): string {
  if (existsSync(path.join(recorded, runFiles.experiment))) return recorded;
  const [experiment, id] = [path.basename(path.dirname(recorded)), path.basename(recorded)];
  const beside = path.join(path.dirname(path.dirname(runDirectory)), experiment, id);
  return existsSync(path.join(beside, runFiles.experiment)) ? beside : recorded;
}
