/** A comparison without what depends on where its runs lie, to compare it with one that was computed elsewhere. */
import { equalJson, isObject } from '../../experiment/json';
import { own } from '../../schemas/own';
import type { ComparisonRun, ComparisonView } from '../../schemas/messages/comparison';
import type { UserNote } from '../../schemas/userNote';

/** Two computers may differ in the last digits of a logarithm. */
const lastDigits = 1e-9;

/** Ids and directories, which hold paths. */
const placed: ReadonlySet<string> = new Set(['id', 'directory']);

/** In place of what a reader says of a run: that is no part of a bundle. */
const nothingSaid: Readonly<Record<keyof UserNote, undefined>> = {
  starred: undefined,
  note: undefined,
  noteProblem: undefined,
};

/** Bundles of earlier versions count repeats from 0 and do not number networks: those of this version do the same. */
const asBefore = ({ repeat }: ComparisonRun) => ({ repeat: repeat - 1, network: undefined });

/** JSON of a view: the baseline is the number of its row; looks are those of a project, not of a bundle. */
export function portableView(view: ComparisonView): unknown {
  const { title, rows, metric, metrics, differing } = view;
  const baseline = rows.findIndex(({ id }) => id === view.baseline);
  const unmarked = rows.map((row) => ({
    ...row,
    runs: row.runs.map((run) => ({ ...run, ...nothingSaid, ...asBefore(run) })),
  }));
  const text = JSON.stringify({ title, baseline, metric, metrics, differing, rows: unmarked }, (key, value: unknown) =>
    placed.has(key) ? undefined : value,
  );
  return JSON.parse(text) as unknown;
}

/**
 * Where two JSON values differ: `rows[1].metrics.testAccuracy.mean: 0.5, but 0.49`.
 * @param most stops after this many places
 * @param tolerance how much numbers may differ, in their own size where they are above 1
 */
export function differences(
  expected: unknown,
  found: unknown,
  { most = 10, tolerance = lastDigits }: { readonly most?: number; readonly tolerance?: number } = {},
): string[] {
  const places: string[] = [];
  const visit = (before: unknown, after: unknown, place: string): void => {
    if (places.length >= most || isAlike(before, after, tolerance)) return;
    if (Array.isArray(before) && Array.isArray(after)) {
      for (let index = 0; index < Math.max(before.length, after.length); index++) {
        visit(before[index], after[index], `${place}[${index}]`);
      }
    } else if (isObject(before) && isObject(after)) {
      for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
        visit(own(before, key), own(after, key), place === '' ? key : `${place}.${key}`);
      }
    } else places.push(`${place}: ${shown(before)}, but ${shown(after)}`);
  };
  visit(expected, found, '');
  return places;
}

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 200));

function isAlike(before: unknown, after: unknown, tolerance: number): boolean {
  if (typeof before !== 'number' || typeof after !== 'number') return equalJson(before, after);
  return Math.abs(before - after) <= tolerance * Math.max(1, Math.abs(before), Math.abs(after));
}
