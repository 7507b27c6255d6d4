/** Finds the experiments that names or files on the command line mean. */
import path from 'node:path';
import { listOf, nearestName } from '../../experiment/names';
import { type Experiment, experimentsOf } from '../../results/experiments';
import type { RunRecord } from '../../results/runIndex';
import { UserError } from '../../schemas/userError';
import { readExperiment } from './experimentFile';

/**
 * The runs of the named experiments; all runs when none is named.
 * @param names of experiments, or their files
 * @param all runs of the project
 * @throws UserError with the nearest name when one of them has no runs
 */
export async function runsOfNamed(names: readonly string[], all: readonly RunRecord[]): Promise<readonly RunRecord[]> {
  if (names.length === 0) return all;
  const experiments = experimentsOf(all);
  const chosen = new Set<Experiment>();
  for (const name of names) for (const found of await named(name, experiments)) chosen.add(found);
  return [...chosen].flatMap(({ records }) => records);
}

async function named(nameOrFile: string, experiments: readonly Experiment[]): Promise<Experiment[]> {
  const isFile = nameOrFile.endsWith('.json');
  const name = isFile ? await nameIn(nameOrFile) : nameOrFile;
  const file = isFile ? path.resolve(nameOrFile) : undefined;
  const ofName = experiments.filter((experiment) => experiment.name === name);
  // When several files have the same name, only the given file counts.
  const found = ofName.filter((experiment) => ofName.length === 1 || file === undefined || experiment.file === file);
  if (found.length > 0) return found;
  const known = [...new Set(experiments.map((experiment) => experiment.name))];
  const nearest = nearestName(name, known);
  const remedy = nearest === undefined ? `There are runs of ${listOf(known, 'and')}.` : `Did you mean "${nearest}"?`;
  throw new UserError(`There are no runs of an experiment "${name}".`, remedy);
}

async function nameIn(path: string): Promise<string> {
  const { file } = await readExperiment(path);
  if (file === undefined) throw new UserError(`${path} is not valid.`, `See why with: ferexp validate ${path}`);
  return file.name;
}
