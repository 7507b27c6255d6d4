/** Which experiments a person means. */
import path from 'node:path';
import { listOf, nearestName } from '../../experiment/names';
import { type Experiment, experimentsOf } from '../../results/experiments';
import type { RunRecord } from '../../results/runIndex';
import { UserError } from '../../schemas/userError';
import { readExperiment } from './experimentFile';

/**
 * The runs of the experiments that are named; all runs where none is.
 * @param given names of experiments, or their files
 * @param all runs of the project
 * @throws UserError with the nearest name where one of them has no runs
 */
export async function runsOfNamed(given: readonly string[], all: readonly RunRecord[]): Promise<readonly RunRecord[]> {
  if (given.length === 0) return all;
  const experiments = experimentsOf(all);
  const chosen = new Set<Experiment>();
  for (const each of given) for (const found of await named(each, experiments)) chosen.add(found);
  return [...chosen].flatMap(({ records }) => records);
}

async function named(given: string, experiments: readonly Experiment[]): Promise<Experiment[]> {
  const isFile = given.endsWith('.json');
  const name = isFile ? await nameIn(given) : given;
  const file = isFile ? path.resolve(given) : undefined;
  const ofName = experiments.filter((experiment) => experiment.name === name);
  // Of several files of one name, the one that is given.
  const found = ofName.filter((experiment) => ofName.length === 1 || file === undefined || experiment.file === file);
  if (found.length > 0) return found;
  const known = [...new Set(experiments.map((experiment) => experiment.name))];
  const nearest = nearestName(name, known);
  const mend = nearest === undefined ? `There are runs of ${listOf(known, 'and')}.` : `Did you mean "${nearest}"?`;
  throw new UserError(`There are no runs of an experiment "${name}".`, mend);
}

async function nameIn(given: string): Promise<string> {
  const { file } = await readExperiment(given);
  if (file === undefined) throw new UserError(`${given} is not valid.`, `See why with: ferexp validate ${given}`);
  return file.name;
}
