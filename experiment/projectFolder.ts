/** Which folder an experiment file belongs to: where its runs are kept. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

const marks = ['.ferexp', '.git', '.vscode'];

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
