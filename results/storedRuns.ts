/**
 * The finished runs of a project as one text: a list of thousands is read from it at once. What a run's files say goes
 * before: a run is taken from here only while its folder and its summary are as they were.
 */
import path from 'node:path';
import type { RecordedExperiment } from '../experiment/types';
import { validateResolvedExperiment, validateSummary } from '../schemas/generated/validators.js';
import { either, integer, list, object, optional, text } from '../schemas/shape';
import { longestNote, type UserNote } from '../schemas/userNote';
import type { ListedSummary } from './listedSummary';

/** The sections of an experiment, of which thousands of runs share a few. */
export const sections = [
  'data',
  'model',
  'training',
  'techniques',
  'initFrom',
  'search',
  'published',
  'imported',
] as const;

/** One finished run. */
export interface StoredRun {
  /** Absolute. */
  readonly directory: string;
  /** When experiment.json was written, milliseconds since 1970. */
  readonly createdAt: number;
  /** Times and sizes of its folder and summary. */
  readonly stamp: string;
  readonly resolved: RecordedExperiment;
  readonly summary: ListedSummary;
  /** Of the user; absent without one. */
  readonly note?: UserNote;
}

const formatVersion = 1;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isNumber = (value: unknown): value is number => typeof value === 'number';

const isTrue = (value: unknown): value is true => value === true;
const isNote = object({ starred: optional(isTrue), note: optional(text(longestNote)) });

const isStored = object({
  version: integer(formatVersion, formatVersion),
  /** Where the runs were, and by which version of the program this was written. */
  root: text(10_000),
  ferexp: text(100),
  sections: list(either(isObject, list(text())), 1_000_000),
  runs: list(
    object({
      ...{ place: text(2000), createdAt: isNumber, stamp: text(500), resolved: isObject, summary: isObject },
      note: optional(isNote),
    }),
    1_000_000,
  ),
});

/**
 * @param root folder of all runs
 * @param ferexp version of the program: another one may list other things
 */
export function encodeRuns(runs: readonly StoredRun[], root: string, ferexp: string): string {
  const numbers = new Map<object, number>();
  const numberOf = (section: object): number => {
    const known = numbers.get(section) ?? numbers.size;
    numbers.set(section, known);
    return known;
  };
  const stored = runs.map(({ directory, createdAt, stamp, resolved, summary, note }) => ({
    place: path.relative(root, directory),
    createdAt,
    stamp,
    resolved: Object.fromEntries(
      Object.entries(resolved).map(([name, value]: [string, unknown]) => [
        name,
        isObject(value) ? numberOf(value) : value,
      ]),
    ),
    summary: summary.classNames ? { ...summary, classNames: numberOf(summary.classNames) } : summary,
    ...(note && { note }),
  }));
  return JSON.stringify({ version: formatVersion, root, ferexp, sections: [...numbers.keys()], runs: stored });
}

/** The runs by directory; none for a text that is damaged, of another folder or of another version. */
export function decodeRuns(content: string, root: string, ferexp: string): Map<string, StoredRun> {
  let stored: unknown;
  try {
    stored = JSON.parse(content);
  } catch {
    return new Map();
  }
  const isOurs = isStored(stored) && stored.root === root && stored.ferexp === ferexp;
  if (!isOurs || !isStored(stored)) return new Map();
  const { sections: shared, runs } = stored;
  const found = new Map<string, StoredRun>();
  for (const { place, createdAt, stamp, resolved: scalars, summary, note } of runs) {
    const resolved: Record<string, unknown> = { ...scalars };
    for (const name of sections) {
      const at = resolved[name];
      if (typeof at === 'number') resolved[name] = shared[at];
    }
    const names = summary['classNames'];
    const listed = typeof names === 'number' ? { ...summary, classNames: shared[names] } : summary;
    const directory = path.join(root, place);
    if (!isExperiment(resolved) || !isListed(listed)) continue;
    found.set(directory, { directory, createdAt, stamp, resolved, summary: listed, ...(note && { note }) });
  }
  return found;
}

const isExperiment = (value: unknown): value is RecordedExperiment => validateResolvedExperiment(value) === true;

/** A summary as lists have it fits the schema once it has the fields that they leave out. */
function isListed(value: unknown): value is ListedSummary {
  if (!isObject(value) || !isObject(value['splits'])) return false;
  const splits: Record<string, unknown> = {};
  for (const [name, split] of Object.entries(value['splits'])) {
    if (!isObject(split)) return false;
    const { nothingLearned = '', agreement = {}, votes, ...rest } = split;
    if (typeof nothingLearned !== 'string' || !isObject(agreement)) return false;
    if (!Object.values(agreement).every(isNumber)) return false;
    splits[name] = {
      ...rest,
      classes: [],
      confusion: [],
      ...(isObject(votes) && { votes: { ...votes, byAgreement: [] } }),
    };
  }
  return validateSummary({ ...value, splits }) === true;
}
