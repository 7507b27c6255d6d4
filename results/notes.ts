/** Writes the notes of a row of the comparison: what to know before trusting it. */
import { learningAdvice } from './learning';
import path from 'node:path';
import { valuesText } from '../schemas/search';
import { foldOf } from './folds';
import { enginesOf } from './groups';
import type { CountedRun, RunGroup } from './runGroup';
import { isChosenOnTest } from './judge/looks';
import type { Network, Networks } from './judge/networks';
import type { RowFacts } from './rowResults';
import { wilsonInterval } from './statistics/binomial';
import { fewPersons } from '../schemas/fewFaces';
import { own } from '../schemas/own';
import { importedFrom, seedTitle } from '../words/imported';
import { counted as howMany, interval, share } from '../words/numbers';

function listOf(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)!}`;
}

/** What was stated of networks that were trained elsewhere, and what nobody knows. */
function importedNote({ imported, counted }: RunGroup): string[] {
  if (!imported) return [];
  if (imported.ensemble) {
    const alone =
      'Nothing was trained for it: its answers are those of these runs together, so it counts as one network.';
    return [`${importedFrom(imported)}. ${alone}`];
  }
  const { framework, trainingData, note } = imported;
  const files = [...new Set(counted.flatMap(({ resolved }) => resolved.imported?.file ?? []))];
  const seedless = counted.filter(({ resolved }) => resolved.seed === undefined).length;
  return [
    `Imported from ${listOf(files.slice(0, mostFiles))}${files.length > mostFiles ? ' and others' : ''}${framework === undefined ? '' : `, trained with ${framework}`}.`,
    trainingData === undefined
      ? 'What it was trained on, and what its epoch was chosen by, was not stated: its accuracy may be too high.'
      : `Trained on ${trainingData}, as was stated. What its epoch was chosen by is not known.`,
    ...(seedless > 0
      ? [
          counted.length === 1
            ? 'Its seed is unknown.'
            : `The seed of ${howMany(seedless, 'network')} is unknown: ${seedless === 1 ? 'it is' : 'they are'} paired with nothing.`,
        ]
      : []),
    ...(note === undefined ? [] : [`Note: ${note}`]),
  ];
}

/** More are not named. */
const mostFiles = 3;

function fractionNote({ settings, imported }: RunGroup): string[] {
  const fraction = settings['data.fraction'];
  if (typeof fraction !== 'number' || fraction >= 1) return [];
  const done = imported ? 'Tested' : 'Trained and tested';
  return [`${done} on ${share(fraction)} of the data: not comparable with published figures.`];
}

/** Why validation accuracy is below test accuracy: validation faces usually come from the training part. */
function noiseNote({ settings, imported }: RunGroup): string[] {
  if (imported) return [];
  const noise = settings['data.synthetic.labelNoise'];
  if (settings['data.source'] !== 'synthetic' || typeof noise !== 'number' || noise === 0) return [];
  if (settings['data.validation'] === 'publicTest')
    return [`About ${share(noise)} of the training labels of the generated faces are wrong by design (labelNoise).`];
  return [
    `About ${share(noise)} of the training and validation labels of the generated faces are wrong by design (labelNoise), and none of the test labels, so a network that has learned usually scores lower on validation than on test.`,
  ];
}

/** An average that begins late may come too late: then a row would claim a technique that was never used. */
function averageNote({ records, counted }: RunGroup): string[] {
  const { techniques } = records[0]!.resolved;
  if (!techniques?.swa) return [];
  const without = counted.filter(({ summary: { best } }) => best && best.lastStepValidationLoss === undefined).length;
  if (without === 0) return [];
  const of = without === counted.length ? '' : ` in ${without} of ${howMany(counted.length, 'run')}`;
  return [`swa averaged nothing${of}: the epoch that was chosen came before the average began.`];
}

function leftOutNotes({ records, counted, folds }: RunGroup): string[] {
  const notes: string[] = [];
  const count = (state: string): number => records.filter(({ header }) => header.state === state).length;
  const ended = [
    ['interrupted', 'interrupted'],
    ['cancelled', 'stopped'],
    ['failed', 'failed'],
  ] as const;
  const leftOut = ended.flatMap(([state, word]) => (count(state) > 0 ? [`${count(state)} ${word}`] : []));
  const total = ended.reduce((sum, [state]) => sum + count(state), 0);
  if (total > 0) notes.push(`Left out of the means: ${listOf(leftOut)} ${total === 1 ? 'run' : 'runs'}.`);
  const active = count('running') + count('queued');
  if (active > 0) notes.push(`${howMany(active, 'run')} still to end.`);
  const repeated = count('completed') - counted.length;
  if (repeated > 0 && !folds) {
    notes.push(`${howMany(repeated, 'older run')} with the same seed left out: repeating a seed adds no evidence.`);
  }
  return notes;
}

function engineNote({ counted }: RunGroup): string[] {
  const engines = enginesOf(counted);
  return engines.length > 1
    ? [`Runs of different engines (${listOf(engines)}) are mixed: the same seed gives slightly different networks.`]
    : [];
}

/** The counted runs that learned nothing, with the reason. */
export function withoutLearning({
  counted,
}: RunGroup): { readonly run: CountedRun; readonly seed: number | undefined; readonly why: string }[] {
  return counted.flatMap((run) => {
    const why = run.summary.splits['test']!.nothingLearned;
    return why === undefined ? [] : [{ run, seed: run.header.seed, why }];
  });
}

/** This many runs are listed with a reason each. */
const mostReasons = 3;

function learningNote(group: RunGroup): string[] {
  const found = withoutLearning(group);
  if (found.length === 0) return [];
  const { length } = group.counted;
  const who =
    length === 1
      ? 'This network'
      : found.length === length
        ? 'Every network of this row'
        : `${found.length} of ${length} networks`;
  const advice = learningAdvice(group.records[0]!.resolved);
  const [first] = found;
  if (found.every(({ why }) => why === first!.why)) return [`${who} learned nothing: ${first!.why}. ${advice}`];
  // The reasons differ, so each run is listed with its own.
  const reasons = found.slice(0, mostReasons).map(({ run, seed, why }) => {
    const fold = group.folds && foldOf(run);
    return `${seedTitle(seed)}${fold === undefined ? '' : `, fold ${fold}`}: ${why}.`;
  });
  const rest = found.length > mostReasons ? [`And ${found.length - mostReasons} more.`] : [];
  return [[`${who} learned nothing.`, ...reasons, ...rest, advice].join(' ')];
}

function singleNote(group: RunGroup, { ofPersons }: RowFacts): string[] {
  const [only, second] = group.counted;
  if (!only || second || withoutLearning(group).length > 0) return [];
  const { accuracy, examples } = only.summary.splits['test']!;
  const { low, high } = ofPersons ?? wilsonInterval(accuracy, examples);
  return [
    `One run only. With other ${ofPersons ? 'persons' : 'test images'} its accuracy may be ${interval(low, high)}; another seed may differ more.`,
  ];
}

/** What is pooled, and what is not there. */
function foldsNote({ folds, counted, records }: RunGroup, networks: readonly Network[]): string[] {
  if (!folds) {
    const { holdOut } = records[0]!.resolved.data;
    if (!holdOut || !('fold' in holdOut)) return [];
    return [`Tested on fold ${holdOut.fold} of ${holdOut.folds} alone: run the others too, for their result together.`];
  }
  const { of, pooled, incomplete } = folds;
  if (counted.length === 0) return [];
  const all = pooled.length === of;
  const which = all
    ? `all ${of} folds`
    : `${pooled.length === 1 ? 'fold' : 'folds'} ${listOf(pooled.map(String))} of ${of}`;
  const seeds = incomplete.length === 1 ? 'Seed' : 'Seeds';
  return [
    `Pooled over ${which}: each face is predicted once, by a network that was not trained on it.`,
    ...(all ? [] : ['The other folds have no result of these seeds yet.']),
    ...(incomplete.length === 0
      ? []
      : [`${seeds} ${listOf(incomplete.map(String))} left out: a result of some of these folds is missing.`]),
    ...(networks.length === 1 ? ['One repeat of the folds only: another seed gives other networks.'] : []),
  ];
}

/** Persons are drawn, not faces: those of one person are right or wrong together. */
function personsNote({ persons }: RowFacts): string[] {
  if (persons === undefined) return [];
  const rough = persons < fewPersons ? ' Of so few, the intervals are rough.' : '';
  return [`Its test faces show ${howMany(persons, 'person')}: intervals are for other persons.${rough}`];
}

/** Runs that evaluate the same weights say no more than one of them. */
function networksNote({ counted, folds }: RunGroup, networks: readonly Network[]): string[] {
  if (folds) return [];
  const several = networks.filter(({ runs }) => runs.length > 1);
  if (several.length === 0) return [];
  const [first] = several;
  const who =
    networks.length === 1
      ? `All ${counted.length} runs evaluate one trained network`
      : `${counted.length} runs evaluate ${networks.length} trained networks`;
  const origin = networks.length === 1 ? ` (${first!.id})` : '';
  return [`${who}${origin}: each network counts once, with the mean of its runs.`];
}

function testNote({ counted }: RunGroup, known: Networks): string[] {
  return counted.some((run) => isChosenOnTest(run, known))
    ? ['Its epoch was chosen on publicTest, which is part of its test faces: its test accuracy is too high.']
    : [];
}

function answersNote(networks: readonly Network[], hasAnswers: boolean): string[] {
  return networks.length > 1 && !hasAnswers
    ? [
        'Predictions of some of its runs are missing or damaged: its intervals are for another seed alone, not for other faces.',
      ]
    : [];
}

/** Repeats that were added later. */
function sequenceNote({ counted }: RunGroup): string[] {
  const planned = [...new Set(counted.flatMap(({ resolved }) => resolved.repeats ?? []))].sort((a, b) => a - b);
  if (planned.length < 2) return [];
  return [
    `Repeats were planned as ${listOf(planned.map(String))}: to add repeats until a difference looks real finds differences that are not there.`,
  ];
}

function dataNote(group: RunGroup, baseline: RunGroup | undefined): string[] {
  if (!baseline || !group.fingerprint || !baseline.fingerprint || group.fingerprint === baseline.fingerprint) return [];
  const settings = new Set([...Object.keys(group.settings), ...Object.keys(baseline.settings)]);
  const meant = [...settings].some(
    (path) =>
      path.startsWith('data.') &&
      JSON.stringify(own(group.settings, path)) !== JSON.stringify(own(baseline.settings, path)),
  );
  return [
    meant
      ? 'Its images, labels or splits are not those of the baseline: part of the difference may come from them.'
      : 'The data files changed between this row and the baseline although the settings are the same: run both again.',
  ];
}

/** Distinguishes rows that have the same settings but start from runs that were trained differently. */
function ancestryNote(group: RunGroup, groups: readonly RunGroup[]): string[] {
  const alike = groups.filter(
    (other) =>
      other.experiment === group.experiment &&
      other.variant === group.variant &&
      JSON.stringify(other.settings) === JSON.stringify(group.settings),
  );
  const origins = (of: RunGroup): string[] => [
    ...new Set(
      of.records.flatMap(({ resolved: { initFrom } }) =>
        initFrom && 'experiment' in initFrom && initFrom.run !== undefined ? [path.basename(initFrom.run)] : [],
      ),
    ),
  ];
  const own = origins(group);
  if (own.length === 0 || alike.every((other) => ancestryOf(other) === ancestryOf(group))) return [];
  return [
    `Starts from ${listOf(own)}: another row with the same settings starts from a run that was trained differently.`,
  ];
}

function ancestryOf({ records }: RunGroup): string | undefined {
  const initFrom = records[0]?.resolved.initFrom;
  return initFrom && 'experiment' in initFrom ? initFrom.ancestry : undefined;
}

/** What each run's search chose; if all agree, the settings column shows it too. */
function searchNote({ counted }: RunGroup): string[] {
  const found = counted.flatMap(({ summary: { search } }) => search ?? []);
  const [first] = found;
  if (first === undefined) return [];
  const texts = [...new Set(found.map(({ chosen }) => valuesText(chosen)))];
  const how = `${first.folds} folds of ${howMany(first.epochs, 'epoch')}, ${howMany(first.candidates, 'candidate')}`;
  return [`Chosen by cross-validation (${how}): ${texts.length === 1 ? texts[0]! : `by seed, ${listOf(texts)}`}.`];
}

export interface NoteContext {
  readonly group: RunGroup;
  /** Of the group. */
  readonly networks: readonly Network[];
  readonly facts: RowFacts;
  /** Whether the predictions of all its runs are there. */
  readonly hasAnswers: boolean;
  /** Whether it has a difference to the baseline, or is the baseline. */
  readonly isCompared: boolean;
  /** All known runs. */
  readonly known: Networks;
  readonly baseline: RunGroup | undefined;
  /** All rows of the comparison. */
  readonly groups: readonly RunGroup[];
}

export function notesFor(context: NoteContext): string[] {
  const { group, networks, known, baseline, groups } = context;
  return [
    ...learningNote(group),
    ...importedNote(group),
    ...searchNote(group),
    ...fractionNote(group),
    ...noiseNote(group),
    ...averageNote(group),
    ...ancestryNote(group, groups),
    ...foldsNote(group, networks),
    ...personsNote(context.facts),
    ...singleNote(group, context.facts),
    ...testNote(group, known),
    ...networksNote(group, networks),
    ...sequenceNote(group),
    ...leftOutNotes(group),
    ...engineNote(group),
    ...answersNote(networks, context.hasAnswers),
    ...(context.isCompared ? dataNote(group, baseline) : []),
  ];
}
