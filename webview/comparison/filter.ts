/** The filter of the comparison: which lines match the words that the user typed. */
import type { FilterFn } from '@tanstack/table-core';
import { importedWords } from '../../words/imported';
import { settingWords } from '../../words/settings';
import type { ComparisonRow, ComparisonRun } from '../../schemas/messages/comparison';
import type { Line } from './line';

/** The word that runs with a star are found by. */
const star = 'starred';

/** Made once for each row and run, not with every key: there may be ten thousand. */
const texts = new WeakMap<ComparisonRow | ComparisonRun, string>();

function remembered(of: ComparisonRow | ComparisonRun, make: () => readonly string[]): string {
  let text = texts.get(of);
  if (text === undefined) texts.set(of, (text = make().join(' ').toLowerCase()));
  return text;
}

const textOfRun = (run: ComparisonRun): string =>
  remembered(run, () => [run.starred ? star : '', run.note ?? '', run.status, run.runId]);

const textOfRow = (row: ComparisonRow): string =>
  remembered(row, () => [
    row.experiment,
    row.variant,
    ...(row.imported ? [importedWords(row.imported)] : []),
    ...Object.entries(row.settings).map(([path, value]) => settingWords(path, value)),
  ]);

const wordsOf = (filter: string): readonly string[] =>
  filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');

/** A run is found by the words of its row too, and a row by any of its runs: these are in view when it is open. */
function isFound({ row, run }: Line, words: readonly string[]): boolean {
  const ofRow = textOfRow(row);
  const left = words.filter((word) => !ofRow.includes(word));
  const hasAll = (text: string): boolean => left.every((word) => text.includes(word));
  return left.length === 0 || (run ? [run] : row.runs).some((each) => hasAll(textOfRun(each)));
}

/** Whether the baseline stays in view whatever runs it has: runs with a star are looked at for their difference to it. */
export function keepsBaseline(filter: string): boolean {
  return wordsOf(filter).includes(star);
}

/**
 * What the table asks of each line for a filter.
 * @param baseline id of its row
 */
export function lineFilter(baseline: string | undefined): FilterFn<Line> {
  const isShown = (line: Line, words: readonly string[]): boolean => {
    if (isFound(line, words)) return true;
    const { row, run } = line;
    if (row.id !== baseline || !words.includes(star)) return false;
    // If none of its runs has a star, all are shown.
    return !run || !isFound({ row }, words);
  };
  return Object.assign(
    ({ original }: { readonly original: Line }, _: string, words: readonly string[]) => isShown(original, words),
    {
      resolveFilterValue: wordsOf,
    },
  );
}
