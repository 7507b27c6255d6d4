import assert from 'node:assert/strict';
import path from 'node:path';
import { checkExperiment, type CheckContext } from '../../../experiment/checks';
import { parseExperiment } from '../../../experiment/parse';
import type { Problem } from '../../../experiment/types';
import { example, textOf, underlined } from '../example';

export const folder = path.resolve('/project');
export const context: CheckContext = { path: path.join(folder, 'a.ferexp.json'), exists: () => true, folder };

export interface Told extends Problem {
  /** The text that is underlined. */
  readonly at: string;
  /** The file after the first fix. */
  readonly fixed?: unknown;
}

/** What is told of the file. */
export function check(value: object, overrides: Partial<CheckContext> = {}): Told[] {
  const text = textOf(value);
  const parsed = parseExperiment(text);
  assert.deepEqual(parsed.problems, []);
  return checkExperiment(parsed, { ...context, ...overrides }).map((problem) => {
    const at = underlined(text, problem);
    const [fix] = problem.fixes;
    if (fix === undefined) return { ...problem, at };
    const { lines } = parsed;
    const start = lines.offset(fix.range.start);
    const fixed: unknown = JSON.parse(text.slice(0, start) + fix.newText + text.slice(lines.offset(fix.range.end)));
    return { ...problem, at, fixed };
  });
}

/** The one thing that is told of the example with the patch. */
export function only(patch: object, overrides?: Partial<CheckContext>): Told {
  const problems = check(example(patch), overrides);
  assert.equal(problems.length, 1, problems.map(({ code, message }) => `${code}: ${message}`).join('\n'));
  return problems[0]!;
}

/** A value of the file after the first fix. */
export const valueOf = (told: Told, ...keys: string[]) =>
  keys.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], told.fixed);
