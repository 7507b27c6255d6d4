/** Experiment files for tests. */
import type { Problem } from '../../experiment/types';
import { parseExperiment } from '../../experiment/parse';
import { mergePatch } from '../../experiment/mergePatch';

/** A valid file, changed by a merge patch. */
export function example(patch: object = {}): Record<string, unknown> {
  return mergePatch(
    {
      version: 1,
      name: 'example',
      data: { source: 'synthetic' },
      model: { type: 'smallCnn' },
      training: { epochs: 10 },
    },
    patch,
  ) as Record<string, unknown>;
}

export const textOf = (value: unknown): string => JSON.stringify(value, null, 2);

/** The text that a problem underlines. */
export function underlined(text: string, problem: Problem): string {
  const { lines } = parseExperiment(text);
  return text.slice(lines.offset(problem.range.start), lines.offset(problem.range.end));
}
