/** Which paths outside of the folders that someone works in an experiment would read. */
import path from 'node:path';
import { type ExperimentFiles, lineageOf, type Origin, teacherOf } from '../experiment/graph';
import { trainedFile } from '../experiment/trainedFile';
import type { RecordedExperiment, ResolvedExperiment, ResolvedInitFrom, ResolvedModel } from '../experiment/types';
import { isWithin, realPlace } from './files/realPlace';
import { originDirectory } from './run/origin';

/** A run as it was recorded. */
interface RecordedRun {
  readonly directory: string;
  readonly resolved: RecordedExperiment;
}

/** The fields of a run that name paths. */
type RunPaths = Pick<ResolvedExperiment, 'data' | 'dataSets' | 'baseDirectory'> & {
  readonly model?: ResolvedModel | undefined;
};

/**
 * The data and trained weights outside of all workspace folders that the runs would read, as resolved absolute paths, each
 * once. Without what the runs start from: see `pathsOutsideOfChains`.
 * @param folders absolute paths of the workspace folders
 */
export function pathsOutside(runs: readonly RunPaths[], folders: readonly string[]): Promise<string[]> {
  return outsideOf(runs.flatMap(pathsOf), folders);
}

/**
 * All paths outside of all workspace folders that running would read, as resolved absolute paths, each once: those of
 * `pathsOutside`, and those of everything that the runs start or learn from, which may have to run first: experiment files with
 * their data and weights, run directories and models.
 * @param files reads the experiments that the runs start from
 */
export function pathsOutsideOfChains(
  runs: readonly ResolvedExperiment[],
  folders: readonly string[],
  files: ExperimentFiles,
): Promise<string[]> {
  return outsideOf(pathsOfChains(runs, files), folders);
}

/** All paths that running would read, inside and outside; absolute, links not resolved. */
export function pathsOfChains(runs: readonly ResolvedExperiment[], files: ExperimentFiles): string[] {
  return runs.flatMap((run) => [...pathsOf(run), ...neededBy(run, files, new Set())]);
}

/**
 * All paths outside of all workspace folders and of the runs' own project that resuming would read: those of
 * `pathsOutside`, and the run or model that each starts or learns from. Runs record their origin, so no experiment is read again.
 */
export function pathsOutsideOfResumed(records: readonly RecordedRun[], folders: readonly string[]): Promise<string[]> {
  return outsideOf(
    records.flatMap((record) => [...pathsOf(record.resolved), ...startPaths(record)]),
    folders,
  );
}

/** The paths of all that a run starts or learns from, and of what those need. */
function neededBy(run: ResolvedExperiment, files: ExperimentFiles, seen: Set<string>): string[] {
  const teacher = teacherOf(run, files)?.origin;
  const origins = [...lineageOf(run, files).origins, ...(teacher ? [teacher] : [])];
  return origins.flatMap((origin) => {
    const key = origin.kind === 'variant' ? `${origin.file} ${origin.variant}` : undefined;
    if (key === undefined || seen.has(key)) return originPaths(origin);
    seen.add(key);
    const further = origin.kind === 'variant' ? neededBy(origin.resolved, files, seen) : [];
    return [...originPaths(origin), ...further];
  });
}

function originPaths(origin: Origin): string[] {
  switch (origin.kind) {
    case 'variant':
      return [origin.file, ...pathsOf(origin.resolved)];
    case 'run':
      return [origin.directory];
    case 'model':
      return [origin.file];
  }
}

function startPaths({ directory, resolved }: RecordedRun): string[] {
  const { initFrom, techniques, baseDirectory } = resolved;
  return [initFrom, techniques?.distillation?.from].flatMap((from) => placeOutside(from, directory, baseDirectory));
}

function placeOutside(initFrom: ResolvedInitFrom | undefined, directory: string, baseDirectory: string): string[] {
  if (initFrom === undefined) return [];
  if ('model' in initFrom) return [path.resolve(baseDirectory, initFrom.model)];
  if (initFrom.run === undefined) return [];
  const origin = originDirectory(path.resolve(baseDirectory, initFrom.run), directory);
  const ofProject = isWithin(path.resolve(directory, '../..'), origin);
  return ofProject ? [] : [origin];
}

/** What a run itself would read: data, votes, excluded faces and trained weights; absolute, links not resolved. */
export function pathsOf({ data, dataSets = {}, model, baseDirectory }: RunPaths): string[] {
  const trained = model && trainedFile(model)?.file;
  const ofData = [data, ...Object.values(dataSets)].flatMap(({ source, labels, exclude }) => [
    source === 'synthetic' ? undefined : source,
    labels.votes,
    exclude,
  ]);
  return [...new Set([...ofData, trained])].flatMap((name) =>
    name === undefined ? [] : [path.resolve(baseDirectory, name)],
  );
}

/** Those of the paths that lie outside of all folders, with links resolved, each once. */
export async function outsideOf(paths: readonly string[], folders: readonly string[]): Promise<string[]> {
  const inside = await Promise.all(folders.map((folder) => realPlace(folder)));
  const files = await Promise.all([...new Set(paths)].map((file) => realPlace(file)));
  return [...new Set(files.filter((file) => !inside.some((folder) => isWithin(folder, file))))];
}
