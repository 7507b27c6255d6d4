import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { trainedFile } from '../../experiment/trainedFile';
import type { Problem, ResolvedExperiment } from '../../experiment/types';
import { imagenetFile, weightsDirectory } from '../../rundir/weightsDirectory';

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
 * The data and trained weights that a run would read from outside of all workspace folders, as resolved absolute paths, each once.
 * @param folders absolute paths of the workspace folders
 */
export async function pathsOutside(
  runs: readonly (Pick<ResolvedExperiment, 'data' | 'baseDirectory'> & Partial<Pick<ResolvedExperiment, 'model'>>)[],
  folders: readonly string[],
): Promise<string[]> {
  const inside = await Promise.all(folders.map(realPath));
  const outside = new Set<string>();
  for (const { data, model, baseDirectory } of runs) {
    const trained = model && trainedFile(model)?.file;
    const named = [data.source === 'synthetic' ? undefined : data.source, data.labels.votes, trained];
    for (const name of named) {
      if (name === undefined) continue;
      const file = await realPath(path.resolve(baseDirectory, name));
      if (!inside.some((folder) => isWithin(folder, file))) outside.add(file);
    }
  }
  return [...outside];
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
