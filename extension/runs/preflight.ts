/** Checks before a run: errors of the file, missing weights. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Problem, ResolvedExperiment } from '../../experiment/types';
import { type PublishedWeights, publishedWeights } from '../../storage/machine/publishedWeights';
import { weightsDirectory } from '../../storage/machine/weightsDirectory';

/** The first error of a file and the number of others in a sentence, for a message box. */
export function errorsInWords(file: string, problems: readonly Problem[]): string | undefined {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const first = errors[0];
  if (!first) return undefined;
  const more = errors.length > 1 ? ` And ${errors.length - 1} more.` : '';
  const place = `line ${first.range.start.line + 1}`;
  return `${path.basename(file)} cannot run yet (${place}): ${first.message}${more}`;
}

/** The weights of ImageNet that the runs need and that are not downloaded yet. */
export function missingWeights(
  runs: readonly Pick<ResolvedExperiment, 'model' | 'initFrom'>[],
  directory: string = weightsDirectory(),
): PublishedWeights[] {
  return publishedWeights.filter(({ type, file }) => {
    const wanted = runs.some(({ model, initFrom }) => !initFrom && model.type === type && model.weights === 'imagenet');
    return wanted && !existsSync(path.join(directory, file));
  });
}
