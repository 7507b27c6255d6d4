/** Finds the project of an experiment file, and our folders in it. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** The folder in a project that has all our files. */
export const ownFolder = '.ferexp';

/** All files of runs, for watching a workspace. */
export const runFilesGlob = `**/${ownFolder}/runs/**`;

const marks = [ownFolder, '.git', '.vscode'];

/**
 * The nearest folder above the file that holds `.ferexp`, `.git` or `.vscode`; otherwise the file's own folder. The home
 * folder is not a project: editors keep their own `.vscode` there.
 */
export function projectFolder(file: string): string {
  const own = path.dirname(path.resolve(file));
  for (let folder = own; ; folder = path.dirname(folder)) {
    if (folder !== homedir() && marks.some((mark) => existsSync(path.join(folder, mark)))) return folder;
    if (folder === path.dirname(folder)) return own;
  }
}

/** Where a project keeps its runs, `<project>/.ferexp/runs`. */
export function runsRootIn(project: string): string {
  return path.join(project, ownFolder, 'runs');
}

/** Where the runs of an experiment file are kept. */
export function runsRootOf(file: string): string {
  return runsRootIn(projectFolder(file));
}

/** The directory of the run that a file is part of; undefined for a file beside the runs. */
export function runDirectoryAround(runsRoot: string, file: string): string | undefined {
  const [experiment, run] = path.relative(runsRoot, file).split(path.sep);
  if (experiment === undefined || experiment === '..' || run === undefined) return undefined;
  return path.join(runsRoot, experiment, run);
}

/** The project that a folder of runs belongs to. */
export function projectOfRuns(runsRoot: string): string {
  return path.resolve(runsRoot, '..', '..');
}

/** Where a project keeps what can be computed again. */
export function cacheFolderIn(project: string): string {
  return path.join(project, ownFolder, 'cache');
}

/** Where the project of an experiment file keeps data that can be computed again. */
export function cacheFolderOf(file: string): string {
  return cacheFolderIn(projectFolder(file));
}

/** Where the output of the runs of a project is kept. */
export function logsFolderOf(runsRoot: string): string {
  return path.join(runsRoot, '..', 'logs');
}

/**
 * Where a file of a project is now: the project may have been moved as a whole since its path was written down.
 * @param file absolute, as it was
 * @returns undefined where nothing is there
 */
export function presentPlace(project: string, file: string, exists: (file: string) => boolean): string | undefined {
  const within = path.relative(project, file);
  if (within !== '' && !within.startsWith('..') && !path.isAbsolute(within)) return exists(file) ? file : undefined;
  const parts = file.split(/[\\/]/);
  for (let first = 1; first < parts.length; first++) {
    const candidate = path.join(project, ...parts.slice(first));
    if (exists(candidate)) return candidate;
  }
  return undefined;
}
