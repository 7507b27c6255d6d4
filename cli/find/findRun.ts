/** Finds the run that an id or a path on the command line means. */
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { nearestName } from '../../experiment/names';
import { version } from '../../package.json';
import { openRuns, runsToStore } from '../../results/projectRuns';
import { RunIndex, type RunRecord } from '../../results/runIndex';
import { cacheFiles, writeProjectCache } from '../../storage/projectCache';
import { errorCode, fileError } from '../../storage/files/fileError';
import { runFiles } from '../../schemas/runDirectory';
import { UserError } from '../../schemas/userError';
import { withClusterWords } from './clusterWords';
import { runsRootAround } from './experimentFile';

/**
 * All runs of the project around a folder, newest first.
 * @throws UserError when there is no such folder
 */
export async function runsAround(folder: string): Promise<RunRecord[]> {
  await checkFolder(folder);
  const root = runsRootAround(folder);
  const index = openRuns(root, version);
  await index.refresh();
  const text = runsToStore(index, version);
  if (text !== undefined) await writeProjectCache(root, cacheFiles.runs, text);
  return await withClusterWords(index.runs());
}

interface ExpectedFolder {
  /** What the folder should be; default: the project. */
  readonly what?: string;
  readonly remedy: string;
}

const ofProject: ExpectedFolder = { remedy: 'Give the folder of the project with --project.' };

/** @throws UserError (exit code 2) unless it is a folder */
export async function checkFolder(folder: string, { what = 'the project', remedy } = ofProject): Promise<void> {
  const found = await stat(folder).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw fileError(error, `read the folder ${folder}`, 2);
  });
  if (found?.isDirectory()) return;
  throw new UserError(
    found ? `${folder} is not a folder: ${what} was expected.` : `There is no folder ${folder}.`,
    remedy,
  );
}

/**
 * @param name path of a run directory, or the id of a run of the project, or a part of an id that only one run has
 * @throws UserError with the nearest ids
 */
export async function findRun(name: string, folder: string): Promise<RunRecord> {
  const directory = path.resolve(folder, name);
  if (existsSync(path.join(directory, runFiles.experiment))) return recordOf(directory);
  const runs = await runsAround(folder);
  const exact = runs.find(({ header }) => header.runId === name);
  if (exact) return exact;
  const parts = runs.filter(({ header }) => header.runId.includes(name));
  if (parts.length === 1) return parts[0]!;
  throw unknownRun(name, runs, parts, folder);
}

async function recordOf(directory: string): Promise<RunRecord> {
  const index = new RunIndex(path.dirname(path.dirname(directory)));
  await index.refresh();
  const found = index.runs().filter((run) => run.directory === directory);
  const [record] = await withClusterWords(found);
  if (!record) throw new UserError(`${directory} is not a run directory.`, 'See the runs with: ferexp list');
  return record;
}

function unknownRun(name: string, runs: readonly RunRecord[], parts: readonly RunRecord[], folder: string): UserError {
  const ids = (parts.length > 0 ? parts : runs).map(({ header }) => header.runId);
  if (ids.length === 0) {
    return new UserError(
      `There is no run "${name}": ${runsRootAround(folder)} holds no runs.`,
      'Go to the project’s folder, give it with --project, or give the path of the run directory.',
    );
  }
  if (parts.length > 1) {
    return new UserError(`"${name}" fits ${parts.length} runs.`, `Give one of: ${ids.slice(0, 5).join(', ')}.`);
  }
  const nearest = nearestName(name, ids);
  const shown = nearest === undefined ? `The newest: ${ids.slice(0, 3).join(', ')}.` : `Did you mean ${nearest}?`;
  return new UserError(`There is no run "${name}".`, `${shown} See all with: ferexp list`);
}
