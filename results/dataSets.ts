/** What each row of a comparison reached on the test faces of each data set of its file: training set × test set. */
import { emotionOf } from '../experiment/classNames';
import { setSplit } from '../schemas/dataSets';
import { own } from '../schemas/own';
import { type SetCell, type SetMatrix, type SetRow, type SetMetric } from '../schemas/messages/dataSets';
import type { Estimate } from '../schemas/messages/comparison';
import { pictureHashBytes } from '../storage/run/predictions';
import { readSummary } from '../storage/run/runFile';
import { type MatrixFacts, setNotes } from '../words/dataSets';
import { nameIn } from '../words/rowNames';
import { groupRuns, namedRow } from './groups';
import { withoutLearning } from './notes';
import { groupsAmong, type TestFaces } from './judge/answers';
import { type Network, Networks } from './judge/networks';
import { readRow, type RowAnswers, rowValues } from './judge/row';
import type { CountedRun, RunGroup } from './runGroup';
import type { RunRecord } from './runIndex';
import { faceEstimate } from './runMetrics';
import { wilsonInterval } from './statistics/binomial';
import { facesInterval } from './statistics/crossed';

/** A row with its answers for the faces of each set. */
interface TestedRow {
  readonly group: RunGroup;
  readonly set?: string;
  /** Emotions that its training faces show. */
  readonly trained: ReadonlySet<string>;
  readonly tested: ReadonlyMap<string, { readonly answers: RowAnswers; readonly seen: number }>;
}

/**
 * @param project all runs of the project, which tell what networks runs evaluate; by default those that are compared
 * @returns undefined where no run was tested on data sets
 */
export async function dataSetsOf(
  records: readonly RunRecord[],
  project: readonly RunRecord[] = records,
): Promise<SetMatrix | undefined> {
  const groups = groupRuns(records);
  const withSets = groups.filter(({ counted, folds }) => setsOf(counted).length > 0 && !folds);
  if (withSets.length === 0) return undefined;
  const sets = [...new Set(withSets.flatMap(({ counted }) => setsOf(counted)))];
  const known = new Networks(project);
  const tested: TestedRow[] = [];
  // One row after another: their predictions are read at most once.
  for (const group of withSets) tested.push(await testedRow(group, known.ofRow(group), sets));
  // In the order of the sets, so that the cells of the same set are the diagonal.
  const place = ({ set }: TestedRow): number => (set === undefined ? sets.length : sets.indexOf(set));
  const rows = tested.sort((a, b) => place(a) - place(b));
  const classes = commonClasses(rows, sets);
  const nameOf = nameIn(groups.map(namedRow));
  const first = new Map<string, TestFaces>();
  const shown = rows.map(({ group, set, tested }): SetRow => {
    // The same folder may have two names.
    const ownFaces = set === undefined ? undefined : tested.get(set)?.answers.faces;
    const cells = sets.map((name): SetCell | null => {
      const found = tested.get(name);
      const answers = found && among(found.answers, classes);
      if (!found || !answers) return null;
      const reference = first.get(name) ?? answers.faces;
      first.set(name, reference);
      return cellOf(answers, {
        same: name === set || (ownFaces?.pictures !== undefined && sameFaces(ownFaces, found.answers.faces)),
        seen: found.seen,
        otherFaces: !sameFaces(reference, answers.faces),
      });
    });
    const unlearned = withoutLearning(group).length;
    return { row: group.id, name: nameOf(group), ...(set !== undefined && { set }), unlearned, cells };
  });
  return { sets, classes, rows: shown, notes: setNotes({ sets, classes, rows: shown, ...absentOf(rows, sets) }) };
}

const setsOf = (counted: readonly CountedRun[]): string[] => [
  ...new Set(counted.flatMap(({ resolved }) => Object.keys(resolved.dataSets ?? {}))),
];

async function testedRow(group: RunGroup, networks: readonly Network[], sets: readonly string[]): Promise<TestedRow> {
  const set = group.counted.findLast(({ resolved }) => resolved.dataSet !== undefined)?.resolved.dataSet;
  const tested: [string, { answers: RowAnswers; seen: number }][] = [];
  for (const name of sets) {
    const split = name === set ? 'test' : setSplit(name);
    const having = networks.filter(({ runs }) => runs.every(({ summary }) => own(summary.splits, split)));
    const answers = having.length === 0 ? undefined : await readRow(having, split);
    if (!answers) continue;
    const seen = having.flatMap(({ runs }) => runs.map((run) => seenOf(run, split)));
    tested.push([name, { answers, seen: Math.max(...seen) }]);
  }
  return {
    group,
    ...(set !== undefined && { set }),
    trained: await trainedClasses(group.counted),
    tested: new Map(tested),
  };
}

/** Test faces that are also training or validation faces. */
function seenOf({ summary: { splits } }: CountedRun, split: string): number {
  if (split !== 'test') return own(splits, split)?.seen ?? 0;
  const unseen = splits['testUnseen'];
  return unseen ? splits['test']!.examples - unseen.examples : 0;
}

async function trainedClasses(counted: readonly CountedRun[]): Promise<ReadonlySet<string>> {
  const summary = await readSummary(counted[0]!.directory);
  const shown = summary?.splits['train']?.classes.filter(({ support }) => support > 0) ?? [];
  return new Set(shown.map(({ name }) => emotionOf(name)));
}

const emotionsOf = ({ classNames, labels }: TestFaces): Set<string> =>
  new Set([...new Set(labels)].map((label) => emotionOf(classNames[label]!)));

/** Emotions that the faces of each set show, as far as any row was tested on it. */
function testedClasses(rows: readonly TestedRow[], sets: readonly string[]): [string, ReadonlySet<string>][] {
  return sets.flatMap((name): [string, ReadonlySet<string>][] => {
    const faces = rows.flatMap(({ tested }) => tested.get(name)?.answers.faces ?? []);
    return faces.length === 0 ? [] : [[name, new Set(faces.flatMap((each) => [...emotionsOf(each)]))]];
  });
}

/** Those that every row was trained on and the test faces of every set show, in the order of the first row's classes. */
function commonClasses(rows: readonly TestedRow[], sets: readonly string[]): string[] {
  const all = allClasses(rows);
  const shown = testedClasses(rows, sets);
  return all.filter(
    (emotion) => rows.every(({ trained }) => trained.has(emotion)) && shown.every(([, has]) => has.has(emotion)),
  );
}

function allClasses(rows: readonly TestedRow[]): string[] {
  const faces = rows.flatMap(({ tested }) => [...tested.values()].map(({ answers }) => answers.faces));
  return [...new Set(faces.flatMap(({ classNames }) => classNames.map(emotionOf)))];
}

/** Why classes are not common: which sets lack them. */
function absentOf(rows: readonly TestedRow[], sets: readonly string[]): Pick<MatrixFacts, 'untrained' | 'untested'> {
  const all = allClasses(rows);
  const lacking = (has: ReadonlySet<string>): string[] => all.filter((emotion) => !has.has(emotion));
  const untrained = new Map(rows.map(({ group, set, trained }) => [set ?? group.variant, lacking(trained)]));
  return {
    untrained: [...untrained].filter(([, classes]) => classes.length > 0),
    untested: testedClasses(rows, sets)
      .map(([name, has]) => [name, lacking(has)] as const)
      .filter(([, classes]) => classes.length > 0),
  };
}

/** The answers for the faces of some emotions; undefined if there are none. */
function among({ faces, networks }: RowAnswers, emotions: readonly string[]): RowAnswers | undefined {
  const wanted = faces.classNames.map((name) => emotions.includes(emotionOf(name)));
  const kept = Array.from(faces.labels.keys()).filter((face) => wanted[faces.labels[face]!]);
  if (kept.length === 0) return undefined;
  const { classNames, ids, labels, pictures, personOf } = faces;
  const left: TestFaces = {
    ...{ classNames, ids: Uint32Array.from(kept, (face) => ids[face]!) },
    labels: Uint8Array.from(kept, (face) => labels[face]!),
    ...(pictures && { pictures: pickBytes(pictures, kept) }),
    ...(personOf && { personOf: Uint32Array.from(kept, (face) => personOf[face]!) }),
    ...groupsAmong(faces, kept),
  };
  return {
    faces: left,
    networks: networks.map(({ network, runs }) => ({
      network,
      runs: runs.map(({ predicted }) => ({
        faces: left,
        predicted: Uint8Array.from(kept, (face) => predicted[face]!),
      })),
    })),
  };
}

function pickBytes(pictures: Uint8Array, kept: readonly number[]): Uint8Array {
  const picked = new Uint8Array(kept.length * pictureHashBytes);
  kept.forEach((face, at) => {
    const start = face * pictureHashBytes;
    picked.set(pictures.subarray(start, start + pictureHashBytes), at * pictureHashBytes);
  });
  return picked;
}

function sameFaces(first: TestFaces, second: TestFaces): boolean {
  const emotion = ({ classNames, labels }: TestFaces, face: number): string => emotionOf(classNames[labels[face]!]!);
  return (
    first.ids.length === second.ids.length &&
    (!first.pictures || !second.pictures || Buffer.compare(first.pictures, second.pictures) === 0) &&
    first.ids.every((id, face) => id === second.ids[face] && emotion(first, face) === emotion(second, face))
  );
}

function cellOf(answers: RowAnswers, facts: Pick<SetCell, 'same' | 'seen' | 'otherFaces'>): SetCell {
  const { faces } = answers;
  return {
    faces: faces.ids.length,
    ...(faces.persons !== undefined && { persons: faces.persons }),
    estimates: {
      accuracy: estimateOf(answers, 'accuracy'),
      balancedAccuracy: estimateOf(answers, 'balancedAccuracy'),
    },
    ...facts,
  };
}

function estimateOf(answers: RowAnswers, metric: SetMetric): Estimate {
  const estimate = faceEstimate(answers, metric)!;
  if (answers.networks.length > 1) return estimate;
  const { faces } = answers;
  const count = faces.ids.length;
  // Each face speaks for itself.
  if (metric === 'accuracy' && faces.groups === count) return { ...estimate, ...wilsonInterval(estimate.mean, count) };
  const [values] = rowValues(answers, metric)!;
  return { ...estimate, ...facesInterval(values!, faces, independentFaces(faces, metric)) };
}

/** At most as many as count: copies and faces of one person count once, and each class as often as the rarest. */
function independentFaces({ groups, labels }: TestFaces, metric: SetMetric): number {
  if (metric === 'accuracy') return groups;
  const perClass = new Map<number, number>();
  for (const label of labels) perClass.set(label, (perClass.get(label) ?? 0) + 1);
  return Math.min(groups, perClass.size * Math.min(...perClass.values()));
}
