/** The folder that an experiment file belongs to, and where everything of ours is in it. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** The folder of a project that all of ours is in. */
export const ownFolder = '.ferexp';

/** All files of runs, for watching a workspace. */
export const runFilesGlob = `**/${ownFolder}/runs/**`;

const marks = [ownFolder, '.git', '.vscode'];

/**
 * The nearest folder above the file that holds `.ferexp`, `.git` or `.vscode`; else the file's own folder. The home folder
 * is no project: editors keep a `.vscode` of their own there.
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

/** The project whose runs are kept there. */
export function projectOfRuns(runsRoot: string): string {
  return path.resolve(runsRoot, '..', '..');
}

/** Where the project of an experiment file keeps what can be computed again. */
export function cacheFolderOf(file: string): string {
  return path.join(projectFolder(file), ownFolder, 'cache');
}

/** Where what the runs of a project print is kept. */
export function logsFolderOf(runsRoot: string): string {
  return path.join(runsRoot, '..', 'logs');
}
