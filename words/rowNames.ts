/** Names the rows of a comparison: the same on the page, in the terminal and in every export. */
import type { ComparisonRow, ComparisonRun, RowBasis } from '../schemas/messages/comparison';
import { distinctNames } from './distinctNames';
import { importedWords } from './imported';
import { settingsApart } from './settings';

/** What rows are told apart by. */
export type NamedRow = Pick<ComparisonRow, 'id' | 'experiment' | 'variant' | 'imported' | 'settings'> & {
  readonly basis: Pick<RowBasis, 'fingerprint'>;
  readonly runs: readonly Pick<ComparisonRun, 'runId'>[];
};

/** This many digits of a fingerprint distinguish it from others. */
const digits = 12;

/** One variant may have several rows: its settings, its data or what it starts from were changed between runs. */
function* apart(rows: readonly NamedRow[]): Iterable<readonly string[]> {
  yield rows.map(({ imported }) => (imported ? importedWords(imported) : ''));
  yield* settingsApart(rows);
  yield rows.map(({ basis: { fingerprint } }) =>
    fingerprint === undefined ? '' : `data ${fingerprint.slice(0, digits)}`,
  );
  yield rows.map(({ runs }) => `run ${runs[0]!.runId}`);
}

/** By id: the variant, and what tells the row from others of that variant, such as `flip (epsilon 0.2)`. */
export function variantNames(rows: readonly NamedRow[]): ReadonlyMap<string, string> {
  // No variant's name has a line break.
  const keyOf = ({ experiment, variant }: NamedRow): string => `${experiment}\n${variant}`;
  const names = distinctNames(rows, keyOf, apart);
  return new Map([...names].map(([{ id, experiment }, name]) => [id, name.slice(experiment.length + 1)]));
}

/** Returns a function that names rows: as `variantNames`, behind the experiment if there are several. */
export function nameIn(rows: readonly NamedRow[]): (row: Pick<NamedRow, 'id' | 'experiment'>) => string {
  const names = variantNames(rows);
  const several = new Set(rows.map(({ experiment }) => experiment)).size > 1;
  return ({ id, experiment }) => (several ? `${experiment} / ${names.get(id)!}` : names.get(id)!);
}
