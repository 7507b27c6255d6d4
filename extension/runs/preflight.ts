import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { type ExperimentFiles, lineageOf, type Origin } from '../../experiment/graph';
import { trainedFile } from '../../experiment/trainedFile';
import type { Problem, ResolvedExperiment } from '../../experiment/types';
import type { RunRecord } from '../../results/runIndex';
import { originDirectory } from '../../storage/run/origin';
import { imagenetFile, weightsDirectory } from '../../storage/machine/weightsDirectory';

/** The first errors of a file in a sentence, for a message box. */
export function errorsInWords(file: string, problems: readonly Problem[]): string | undefined {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const first = errors[0];
  if (!first) return undefined;
  const more = errors.length > 1 ? ` And ${errors.length - 1} more.` : '';
  const place = `line ${first.range.start.line + 1}`;
  return `${path.basename(file)} cannot run yet (${place}): ${first.message}${more}`;
}

/** Where the data really is: symbolic links followed, as far as it exists. */
async function realPath(file: string): Promise<string> {
  return existsSync(file) ? realpath(file) : path.resolve(file);
}

function isWithin(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative === '' || (!relative.startsWith(`..${path.sep}`) && relative !== '..' && !path.isAbsolute(relative));
}

/** What running reads, as far as it is asked for here. */
type Read = Pick<ResolvedExperiment, 'data' | 'baseDirectory'> & Partial<Pick<ResolvedExperiment, 'model'>>;

/**
 * The data and trained weights that a run would read from outside of all workspace folders, as resolved absolute paths,
 * each once. What it starts from is left out: see `pathsOutsideOfChains`.
 * @param folders absolute paths of the workspace folders
 */
export function pathsOutside(runs: readonly Read[], folders: readonly string[]): Promise<string[]> {
  return outsideOf(runs.flatMap(ownPaths), folders);
}

/**
 * All that running would read from outside of all workspace folders, as resolved absolute paths, each once: as
 * `pathsOutside`, and of all that the runs start from, which is run first where it is missing, the experiment file with its
 * data and weights, the run directory or the model.
 * @param files where the experiments that they start from are read
 */
export function pathsOutsideOfChains(
  runs: readonly ResolvedExperiment[],
  folders: readonly string[],
  files: ExperimentFiles,
): Promise<string[]> {
  const origins = runs.flatMap((run) => [...ownPaths(run), ...lineageOf(run, files).origins.flatMap(originPaths)]);
  return outsideOf(origins, folders);
}

/**
 * All that resuming would read from outside of all workspace folders and of the runs' own project: as `pathsOutside`, and the
 * run or model that each starts from. Runs hold which one that is, so that no experiment is read again.
 */
export function pathsOutsideOfResumed(
  records: readonly Pick<RunRecord, 'directory' | 'resolved'>[],
  folders: readonly string[],
): Promise<string[]> {
  return outsideOf(
    records.flatMap((record) => [...ownPaths(record.resolved), ...startPaths(record)]),
    folders,
  );
}

function originPaths(origin: Origin): string[] {
  switch (origin.kind) {
    case 'variant':
      return [origin.file, ...ownPaths(origin.resolved)];
    case 'run':
      return [origin.directory];
    case 'model':
      return [origin.file];
  }
}

function startPaths({ directory, resolved }: Pick<RunRecord, 'directory' | 'resolved'>): string[] {
  const { initFrom, baseDirectory } = resolved;
  if (initFrom === undefined) return [];
  if ('model' in initFrom) return [path.resolve(baseDirectory, initFrom.model)];
  if (initFrom.run === undefined) return [];
  const origin = originDirectory(path.resolve(baseDirectory, initFrom.run), directory);
  const ofProject = isWithin(path.resolve(directory, '../..'), origin);
  return ofProject ? [] : [origin];
}

function ownPaths({ data, model, baseDirectory }: Read): string[] {
  const trained = model && trainedFile(model)?.file;
  return [data.source === 'synthetic' ? undefined : data.source, data.labels.votes, trained].flatMap((name) =>
    name === undefined ? [] : [path.resolve(baseDirectory, name)],
  );
}

async function outsideOf(paths: readonly string[], folders: readonly string[]): Promise<string[]> {
  const inside = await Promise.all(folders.map(realPath));
  const files = await Promise.all([...new Set(paths)].map(realPath));
  return [...new Set(files.filter((file) => !inside.some((folder) => isWithin(folder, file))))];
}

/** Does one of the runs begin with ImageNet's weights, and they are not here? */
export function lacksImagenet(
  runs: readonly Pick<ResolvedExperiment, 'model' | 'initFrom'>[],
  directory: string = weightsDirectory(),
): boolean {
  const wanted = runs.some(
    ({ model, initFrom }) => !initFrom && model.type === 'resnet50' && model.weights === 'imagenet',
  );
  return wanted && !existsSync(path.join(directory, imagenetFile));
}
