/** Reads what a run answered for each test face. */
import { createHash } from 'node:crypto';
import {
  crossEntropyOf,
  mostProbable,
  pictureHashBytes,
  type Predictions,
  predictionsFile,
  readPredictions,
} from '../../storage/run/predictions';
import type { SetSplit } from '../../schemas/dataSets';
import { expectedCalibrationError, namesOnly } from '../calibration';
import type { FaceGroups } from '../statistics/crossed';
import { stampOf } from '../readRun';

/** The faces that a run was tested on. */
export interface TestFaces extends FaceGroups {
  readonly classNames: readonly string[];
  readonly ids: Uint32Array;
  /** Index of the true class of each face. */
  readonly labels: Uint8Array;
  /** Hash of each picture; unknown for runs of earlier versions. */
  readonly pictures?: Uint8Array;
  /** Number of the person of each face, where persons are known. */
  readonly personOf?: Uint32Array;
}

/** Answers of one run, one value a face. */
export interface RunAnswers {
  readonly faces: TestFaces;
  /** Index of the most probable class. */
  readonly predicted: Uint8Array;
  /** Cross-entropy, as in the run's metrics; absent where only classes are known. */
  readonly loss?: Float32Array;
  /** Sum over classes of the squared error of the probabilities, from 0 to 2 (Brier, 1950); as the loss. */
  readonly brier?: Float32Array;
  /** Expected calibration error; absent where the predictions only name classes. */
  readonly ece?: number;
}

/** Splits whose faces are test faces. */
export type TestSplit = 'test' | 'testUnseen';

/** A comparison is computed again whenever a run changes, but the predictions of ended runs do not change. */
const cache = new Map<string, { readonly stamp: string; readonly answers: RunAnswers | undefined }>();
const mostBytesCached = 96e6;
let bytesCached = 0;

/** Runs that were tested on the same faces share them. */
const knownFaces = new Map<string, WeakRef<TestFaces>>();

/** The answers of a run on its test faces; undefined if its predictions are missing or damaged. */
export async function readAnswers(
  directory: string,
  split: TestSplit | SetSplit = 'test',
): Promise<RunAnswers | undefined> {
  const file = predictionsFile(directory, split);
  const stamp = await stampOf(file);
  const cached = cache.get(file);
  if (cached?.stamp === stamp) return cached.answers;
  const answers = stamp === '' ? undefined : await read(directory, split);
  if (bytesCached > mostBytesCached) {
    cache.clear();
    bytesCached = 0;
  }
  cache.set(file, { stamp, answers });
  bytesCached += answers === undefined ? 0 : 9 * answers.predicted.length;
  return answers;
}

async function read(directory: string, split: TestSplit | SetSplit): Promise<RunAnswers | undefined> {
  try {
    const predictions = await readPredictions(directory, split);
    return predictions.ids.length === 0 ? undefined : answersOf(predictions);
  } catch {
    return undefined;
  }
}

/**
 * The answers of several runs, each on test faces of its own, as one. They are not kept: rows of folds are few.
 * @returns undefined if predictions are missing or damaged, or name other classes
 */
export async function readJoined(
  places: readonly { readonly directory: string; readonly split: string }[],
): Promise<RunAnswers | undefined> {
  try {
    const parts = await Promise.all(places.map(({ directory, split }) => readPredictions(directory, split)));
    const [first] = parts;
    const classes = JSON.stringify(first?.classNames);
    if (!first || parts.some(({ classNames, ids }) => ids.length === 0 || JSON.stringify(classNames) !== classes)) {
      return undefined;
    }
    return answersOf({
      ...{ split: first.split, classNames: first.classNames, samples: first.samples },
      probabilities: Float32Array.from(parts.flatMap(({ probabilities }) => [...probabilities])),
      ids: Uint32Array.from(parts.flatMap(({ ids }) => [...ids])),
      labels: Uint8Array.from(parts.flatMap(({ labels }) => [...labels])),
      ...joinedOf(parts, 'pictures', Uint8Array),
      ...joinedOf(parts, 'persons', Uint32Array),
      ...(parts.some(({ classesOnly }) => classesOnly) && { classesOnly: true }),
    });
  } catch {
    return undefined;
  }
}

/** What is known of the faces of each part, of all faces; nothing where a part does not know it. */
function joinedOf<Key extends 'pictures' | 'persons'>(
  parts: readonly Predictions[],
  key: Key,
  array: { from(values: readonly number[]): NonNullable<Predictions[Key]> },
): Pick<Predictions, Key> {
  const known = parts.flatMap((part) => part[key] ?? []);
  if (known.length < parts.length) return {} as Pick<Predictions, Key>;
  return { [key]: array.from(known.flatMap((values) => [...values])) } as Pick<Predictions, Key>;
}

/** @param predictions of at least one face */
export function answersOf(predictions: Predictions): RunAnswers {
  const { probabilities, labels, classNames, classesOnly } = predictions;
  const classes = classNames.length;
  const predicted = new Uint8Array(labels.length);
  const loss = new Float32Array(labels.length);
  const brier = new Float32Array(labels.length);
  for (let face = 0; face < labels.length; face++) {
    const label = labels[face]!;
    const start = face * classes;
    predicted[face] = mostProbable(probabilities, start, classes);
    let total = 0;
    let squares = 0;
    for (let c = 0; c < classes; c++) {
      const probability = probabilities[start + c]!;
      total += probability;
      squares += (probability - Number(c === label)) ** 2;
    }
    loss[face] = crossEntropyOf(probabilities[start + label]! / total);
    brier[face] = squares;
  }
  const ece = namesOnly(predictions) ? undefined : expectedCalibrationError(predictions);
  return {
    faces: sharedFaces(predictions),
    predicted,
    ...(classesOnly !== true && { loss, brier }),
    ...(ece !== undefined && { ece }),
  };
}

function sharedFaces({ ids, labels, pictures, persons, classNames }: Predictions): TestFaces {
  const hash = createHash('sha256').update(JSON.stringify(classNames)).update(labels);
  hash.update(new Uint8Array(ids.buffer, ids.byteOffset, ids.byteLength));
  if (pictures) hash.update(pictures);
  if (persons) hash.update('persons').update(new Uint8Array(persons.buffer, persons.byteOffset, persons.byteLength));
  const key = hash.digest('base64');
  const known = knownFaces.get(key)?.deref();
  if (known) return known;
  const faces = {
    ...{ classNames, ids, labels },
    ...(pictures && { pictures }),
    ...(persons && { personOf: persons }),
    ...groupsOf(ids.length, pictures, persons),
  };
  knownFaces.set(key, new WeakRef(faces));
  return faces;
}

/** Faces with the same picture are one group, and those of the same person; with both, whatever is joined by either. */
export function groupsOf(
  count: number,
  pictures: Uint8Array | undefined,
  persons: ArrayLike<number> | undefined,
): FaceGroups {
  const bytes = pictures && Buffer.from(pictures.buffer, pictures.byteOffset, pictures.byteLength);
  const keys = [
    ...(bytes ? [(face: number) => bytes.readBigUInt64LE(face * pictureHashBytes)] : []),
    ...(persons ? [(face: number) => persons[face]!] : []),
  ];
  return {
    ...numbered(joined(count, keys)),
    ...(persons && { persons: new Set(Array.from(persons)).size }),
  };
}

/** For each face, one face of those that it is joined with: equal keys of any kind join. */
function joined(count: number, keys: readonly ((face: number) => bigint | number)[]): Uint32Array {
  const parent = Uint32Array.from({ length: count }, (_, face) => face);
  const rootOf = (face: number): number => {
    let root = face;
    // The path is halved on the way.
    while (parent[root] !== root) root = parent[root] = parent[parent[root]!]!;
    return root;
  };
  for (const keyOf of keys) {
    const first = new Map<bigint | number, number>();
    for (let face = 0; face < count; face++) {
      const key = keyOf(face);
      const before = first.get(key);
      if (before === undefined) first.set(key, face);
      else parent[rootOf(face)] = rootOf(before);
    }
  }
  return parent.map((_, face) => rootOf(face));
}

/** Groups numbered from 0, in the order of their first faces. @param groupOf any number for each group */
function numbered(groupOf: ArrayLike<number>): FaceGroups {
  const numbers = new Map<number, number>();
  const found = Uint32Array.from(groupOf, (group) => {
    const number = numbers.get(group) ?? numbers.size;
    numbers.set(group, number);
    return number;
  });
  return { groupOf: found, groups: numbers.size };
}

/** The groups of some faces. @param kept indices of faces */
export function groupsAmong({ groupOf, personOf }: TestFaces, kept: readonly number[]): FaceGroups {
  return {
    ...numbered(kept.map((face) => groupOf[face]!)),
    ...(personOf && { persons: new Set(kept.map((face) => personOf[face]!)).size }),
  };
}

/** Why two sets of test faces cannot be compared; undefined if they are the same with the same labels. */
export function unlikeFaces(first: TestFaces, second: TestFaces): string | undefined {
  if (first === second) return undefined;
  if (first.classNames.join('\n') !== second.classNames.join('\n')) return 'other classes';
  if (first.ids.length !== second.ids.length) return 'other test faces';
  const samePictures = !first.pictures || !second.pictures || Buffer.compare(first.pictures, second.pictures) === 0;
  if (!samePictures || first.ids.some((id, face) => id !== second.ids[face])) return 'other test faces';
  return first.labels.some((label, face) => label !== second.labels[face]) ? 'other labels' : undefined;
}
