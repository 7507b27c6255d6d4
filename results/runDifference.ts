/** What changed between two runs: settings, versions and data that differ, and what each of the two networks reached. */
import { UserError } from '../schemas/userError';
import type { RunEnvironment } from '../schemas/generated/environment';
import { comparedMetrics } from '../schemas/messages/comparison';
import { readEnvironmentIfWhole } from '../storage/run/runFile';
import { importedWords, seedWords } from '../words/imported';
import { metricWords } from '../words/metrics';
import { differingSettings, rowSetting } from '../words/settings';
import { groupRuns } from './groups';
import type { RunRecord } from './runIndex';
import { runMetrics } from './runMetrics';
import { statusWords } from './words';

/** A value of both runs, in words. */
export interface BothValues {
  readonly name: string;
  readonly values: readonly [first: string, second: string];
}

export interface RunDifference {
  readonly runs: readonly [first: ComparedRun, second: ComparedRun];
  /** The seed and the settings that differ, by dotted path, in the order of the file. */
  readonly settings: readonly BothValues[];
  /** Engine, versions, code and data, where both are known and differ. */
  readonly circumstances: readonly BothValues[];
  /** The state, and each metric that one of them has. */
  readonly results: readonly BothValues[];
  /** What to know of all that, as sentences. */
  readonly notes: readonly string[];
}

export interface ComparedRun {
  readonly runId: string;
  readonly directory: string;
  /** `flip, base, seed 1` */
  readonly name: string;
}

/** In place of a value that a run has not. */
const none = '–';
/** This many digits are enough to distinguish fingerprints and commits. */
const digits = 12;

interface Read {
  readonly record: RunRecord;
  readonly group: ReturnType<typeof groupRuns>[number];
  readonly environment: RunEnvironment | undefined;
}

const circumstances: readonly (readonly [name: string, read: (run: Read) => string | undefined])[] = [
  ['engine', ({ record }) => record.header.engine],
  ['device', ({ record }) => record.header.device],
  ['TensorFlow.js', ({ environment }) => environment?.backendVersion],
  ['FER Experiments', ({ environment }) => environment?.ferexp],
  ['code', ({ environment }) => environment?.git && codeWords(environment.git)],
  ['fingerprint of the data', fingerprintOf],
];

function codeWords({ commit, dirty }: NonNullable<RunEnvironment['git']>): string {
  return `${commit.slice(0, digits)}${dirty ? ', with uncommitted changes' : ''}`;
}

function fingerprintOf({ record, environment }: Read): string | undefined {
  return (record.summary?.dataFingerprint ?? environment?.data.fingerprint)?.slice(0, digits);
}

/** @throws UserError when both are the same run, or the settings of one cannot be read */
export async function runDifference(first: RunRecord, second: RunRecord): Promise<RunDifference> {
  if (first.directory === second.directory) {
    throw new UserError(`Both are the run ${first.header.runId}.`, 'Give two runs.');
  }
  const both = [await readRun(first), await readRun(second)] as const;
  const ofBoth = <T>(read: (run: Read) => T): [T, T] => [read(both[0]), read(both[1])];
  const known = circumstances.map(([name, read]) => ({ name, values: ofBoth(read) }));
  return {
    runs: ofBoth(({ record: { header, directory } }) => ({
      runId: header.runId,
      directory,
      name: `${header.experiment}, ${header.variant}, ${seedWords(header.seed)}`,
    })),
    settings: [
      ...differing(
        'seed',
        ofBoth(({ record }) => record.resolved.seed?.toString()),
      ),
      ...differingSettings(ofBoth(({ group }) => group)).map((name) => ({
        name,
        values: ofBoth(({ group }) => rowSetting(group, name)),
      })),
    ],
    circumstances: known.flatMap(({ name, values }) => differing(name, values)),
    results: [
      { name: 'State', values: ofBoth(({ record }) => statusWords(record.header, record.summary)) },
      ...metricsOf(ofBoth(({ record }) => (record.summary ? runMetrics(record.summary) : {}))),
    ],
    notes: [...originNotes(both), ...both.flatMap(ensembleNote), ...unknownNotes(both, known), twoNetworks],
  };
}

const twoNetworks =
  'These are two networks. Other seeds give others: what they reached says nothing about the settings that differ.';

async function readRun(record: RunRecord): Promise<Read> {
  const [group] = groupRuns([record]);
  if (!group) {
    const { message, remedy } = record.unreadable!;
    throw new UserError(message, remedy, 1);
  }
  return { record, group, environment: await readEnvironmentIfWhole(record.directory) };
}

/** A value that is unknown differs from nothing. */
function differing(name: string, [first, second]: readonly [string | undefined, string | undefined]): BothValues[] {
  if (first === second || first === undefined || second === undefined) return [];
  return [{ name, values: [first, second] }];
}

function metricsOf([first, second]: readonly [ReturnType<typeof runMetrics>, ReturnType<typeof runMetrics>]) {
  return comparedMetrics.flatMap((metric): BothValues[] => {
    const { title, words } = metricWords[metric];
    const shown = (value: number | undefined): string => (value === undefined ? none : words(value).value);
    if (first[metric] === undefined && second[metric] === undefined) return [];
    return [{ name: title, values: [shown(first[metric]), shown(second[metric])] }];
  });
}

/** The settings only name the origin: what has that name may have been trained differently since. */
function originNotes(both: readonly [Read, Read]): string[] {
  const [first, second] = both.map(({ record: { resolved } }) => {
    const origin = resolved.imported ? undefined : resolved.initFrom;
    return origin && 'experiment' in origin ? origin : undefined;
  });
  if (!first || !second || first.experiment !== second.experiment || first.variant !== second.variant) return [];
  if (first.ancestry === second.ancestry) return [];
  return [`What both start from, ${first.experiment}: ${first.variant}, had other settings or data the second time.`];
}

function ensembleNote({ record: { header }, group }: Read): string[] {
  const { imported } = group;
  if (!imported?.ensemble) return [];
  return [`${header.runId} is an ${importedWords(imported)}: seed and settings are those of its members.`];
}

function unknownNotes(
  both: readonly [Read, Read],
  known: readonly { readonly name: string; readonly values: readonly (string | undefined)[] }[],
): string[] {
  const missing = ({ record, group }: Read, index: number): string[] => {
    const names = known.filter(({ values }) => values[index] === undefined).map(({ name }) => name);
    if (group.imported?.ensemble) return names;
    return [
      ...(record.resolved.seed === undefined ? ['seed'] : []),
      ...names,
      ...(group.imported ? ['settings that nobody stated'] : []),
    ];
  };
  const [first, second] = [missing(both[0], 0), missing(both[1], 1)];
  const note = (of: string, names: readonly string[]): string[] =>
    names.length === 0 ? [] : [`Not known of ${of}: ${names.join(', ')}.`];
  const without = (names: readonly string[], others: readonly string[]) =>
    names.filter((name) => !others.includes(name));
  return [
    ...note(
      'either',
      first.filter((name) => second.includes(name)),
    ),
    ...note(both[0].record.header.runId, without(first, second)),
    ...note(both[1].record.header.runId, without(second, first)),
  ];
}
