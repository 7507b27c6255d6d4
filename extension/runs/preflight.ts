import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Problem, ResolvedExperiment } from '../../experiment/types';

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

/**
 * The data that a run would read from outside of all workspace folders, as resolved absolute paths, each once.
 * @param folders absolute paths of the workspace folders
 */
export async function pathsOutside(
  runs: readonly Pick<ResolvedExperiment, 'data' | 'baseDirectory'>[],
  folders: readonly string[],
): Promise<string[]> {
  const inside = await Promise.all(folders.map(realPath));
  const outside = new Set<string>();
  for (const { data, baseDirectory } of runs) {
    const named = [data.source === 'synthetic' ? undefined : data.source, data.labels.votes];
    for (const name of named) {
      if (name === undefined) continue;
      const file = await realPath(path.resolve(baseDirectory, name));
      if (!inside.some((folder) => isWithin(folder, file))) outside.add(file);
    }
  }
  return [...outside];
}
