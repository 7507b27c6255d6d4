/**
 * The one reader of each JSON file of a run directory. What does not have the form of its schema, or cannot be, is damaged:
 * whoever reads hears so with the file and the place, and never computes with it.
 */
import path from 'node:path';
import type { ResolvedExperiment } from '../experiment/types';
import type { RunEnvironment } from '../schemas/generated/environment';
import type { SearchRecord } from '../schemas/generated/search-record';
import type { RunSummary } from '../schemas/generated/summary';
import {
  validateEnvironment,
  validateResolvedExperiment,
  validateSearchRecord,
  validateSummary,
} from '../schemas/generated/validators';
import { runFiles } from '../schemas/runDirectory';
import { impossibility } from './possible';
import { damagedFile, readJson, readJsonIfThere } from './read';

/** @throws UserError that names experiment.json when it is missing, damaged or incomplete */
export async function readResolved(runDirectory: string): Promise<ResolvedExperiment> {
  return readJson<ResolvedExperiment>(path.join(runDirectory, runFiles.experiment), validateResolvedExperiment);
}

/** As `readResolved`; undefined when there is none. */
export async function readResolvedIfThere(runDirectory: string): Promise<ResolvedExperiment | undefined> {
  return readJsonIfThere<ResolvedExperiment>(path.join(runDirectory, runFiles.experiment), validateResolvedExperiment);
}

/**
 * Undefined when the run has not ended.
 * @throws UserError when it is damaged, or says what cannot be
 */
export async function readSummary(runDirectory: string): Promise<RunSummary | undefined> {
  const file = path.join(runDirectory, runFiles.summary);
  const summary = await readJsonIfThere<RunSummary>(file, validateSummary);
  const why = summary && impossibility(summary);
  if (why !== undefined) throw damagedFile(`${file} cannot be right: ${why}.`);
  return summary;
}

/**
 * Undefined before the first process of the run has started its engine.
 * @throws UserError when it is damaged
 */
export async function readEnvironment(runDirectory: string): Promise<RunEnvironment | undefined> {
  return readJsonIfThere<RunEnvironment>(path.join(runDirectory, runFiles.environment), validateEnvironment);
}

/** What a reader shows beside results that stand without it. Undefined also when it is damaged. */
export async function readEnvironmentIfWhole(runDirectory: string): Promise<RunEnvironment | undefined> {
  return readEnvironment(runDirectory).catch(() => undefined);
}

/**
 * Undefined for a run without a search.
 * @throws UserError when it is damaged
 */
export async function readSearchRecord(runDirectory: string): Promise<SearchRecord | undefined> {
  return readJsonIfThere<SearchRecord>(path.join(runDirectory, runFiles.search), validateSearchRecord);
}
