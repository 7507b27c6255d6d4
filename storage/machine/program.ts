/**
 * Finds the programs that we start, by their full path. A bare name would be looked up in the current folder first on
 * Windows, so that a folder of experiments could bring its own `node` or `git`.
 */
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

/**
 * Full path of the first of these programs on PATH. Relative entries of PATH are ignored.
 * @param names without `.exe`
 */
export function findProgram(
  names: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const windows = platform === 'win32';
  const { isAbsolute, join } = windows ? path.win32 : path.posix;
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(windows ? ';' : ':').filter(isAbsolute);
  const endings = windows ? ['.exe', '.cmd', '.bat'] : [''];
  for (const name of names) {
    for (const folder of folders) {
      const found = endings.map((ending) => join(folder, name + ending)).find(isProgram);
      if (found) return found;
    }
  }
  return undefined;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
