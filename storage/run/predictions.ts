/**
 * `predictions/<split>.bin`: the probabilities, label and stable id of every example of a split.
 *
 * Layout, little-endian: 8 bytes `FERPRED1`; a uint32 with the length in bytes of the header that follows; the header,
 * UTF-8 JSON `{ "version": 3, "split", "classNames", "examples", "testTimeAugmentationSamples" }`, padded with blanks to
 * a multiple of 4; then float32 probabilities `[examples, classes]`, uint32 ids `[examples]`, uint8 labels `[examples]`,
 * 8 bytes of each picture's hash `[examples, 8]`; then 32 bytes, the SHA-256 of everything before. Version 2 has no
 * hashes, and version 1 neither these nor a checksum. A header with `"classesOnly": true` says that nobody knows
 * probabilities: each answer is 1 for its class and 0 for the others. Version 4 says in its header whether there are hashes,
 * `"hashes"`, and has float16 probabilities: in bundles that are kept for long. Version 5 has uint32 numbers of persons `[examples]`
 * behind the hashes, and says in its header also whether probabilities are float16, `"half"`.
 */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { runFiles } from '../../schemas/runDirectory';
import { UserError } from '../../schemas/userError';
import { writeFileAtomic } from '../files/atomic';
import { fileError } from '../files/fileError';
import { makeFolderWithin } from '../files/folder';
import { readRegularFile } from '../files/regularFile';
import { within } from '../files/within';
import { fromHalf, toHalf } from './halfFloat';

const magic = 'FERPRED1';
const checksumBytes = 32;
const versions = [1, 2, 3, 4, 5] as const;
/** Most bytes of a file: more than the predictions of a million faces. */
const longest = 2 ** 30;

export interface Predictions {
  /** For example `test`. */
  readonly split: string;
  readonly classNames: readonly string[];
  /** Copies of each image whose predictions were averaged; 1 without test-time augmentation. */
  readonly samples: number;
  /** `examples · classes`, example after example. */
  readonly probabilities: Float32Array;
  /** Stable example ids. */
  readonly ids: Uint32Array;
  /** True class of each example. */
  readonly labels: Uint8Array;
  /** `pictureHashBytes` of each example, as `pictureHash` gives them; absent where nobody knows the pictures. */
  readonly pictures?: Uint8Array;
  /** Number of the person of each example, the same in all splits of the data; absent where nobody knows who is seen. */
  readonly persons?: Uint32Array;
  /** Only the class of each answer is known: there are no probabilities, but 1 for it and 0 for the others. */
  readonly classesOnly?: boolean;
  /** The probabilities were rounded to 16 bits, three digits; the classes are those from before. */
  readonly rounded?: boolean;
}

/** Bytes of a picture's hash: enough to distinguish all pictures of any data set of faces. */
export const pictureHashBytes = 8;

/** Equal for equal pictures: the first bytes of the SHA-256 of the grey values, row by row. */
export function pictureHash(pixels: Uint8Array): Uint8Array {
  return createHash('sha256').update(pixels).digest().subarray(0, pictureHashBytes);
}

interface Header {
  readonly version: (typeof versions)[number];
  readonly split: string;
  readonly classNames: readonly string[];
  readonly examples: number;
  readonly testTimeAugmentationSamples: number;
  readonly classesOnly?: boolean;
  /** Of versions 4 and 5. */
  readonly hashes?: boolean;
  /** Of version 5. */
  readonly half?: boolean;
}

/** Index of the largest value, the first of several, like NumPy's argmax. */
export function mostProbable(probabilities: ArrayLike<number>, start: number, classes: number): number {
  let best = 0;
  for (let c = 1; c < classes; c++) {
    if (probabilities[start + c]! > probabilities[start + best]!) best = c;
  }
  return best;
}

/** Keras clips probabilities to this before taking logarithms. */
const smallest = 1e-7;

/** Cross-entropy of one answer. @param probability of the true class, in a sum of 1 */
export function crossEntropyOf(probability: number): number {
  return -Math.log(Math.min(Math.max(probability, smallest), 1 - smallest));
}

export function predictionsFile(runDirectory: string, split: string): string {
  return within(runDirectory, runFiles.predictions, `${split}.bin`);
}

/** @throws UserError when the disk is full and the like */
export async function writePredictions(runDirectory: string, predictions: Predictions): Promise<void> {
  const file = predictionsFile(runDirectory, predictions.split);
  try {
    await makeFolderWithin(path.dirname(file));
  } catch (error) {
    throw fileError(error, `write ${file}`);
  }
  await writeFileAtomic(file, encodePredictions(predictions));
}

/** The bytes of a file of predictions; with 16 bits for each probability where they are rounded. */
export function encodePredictions(predictions: Predictions): Buffer {
  const { split, classNames, samples, probabilities, ids, labels, pictures, persons, classesOnly, rounded } =
    predictions;
  const header: Header = {
    version: persons ? 5 : rounded ? 4 : pictures ? 3 : 2,
    split,
    classNames,
    examples: ids.length,
    testTimeAugmentationSamples: samples,
    ...(classesOnly === true && { classesOnly }),
    ...((rounded === true || persons) && { hashes: pictures !== undefined }),
    ...(persons && { half: rounded === true }),
  };
  const text = Buffer.from(JSON.stringify(header));
  const padding = Buffer.alloc((4 - (text.length % 4)) % 4, ' ');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length + padding.length);
  const answers = rounded ? Uint16Array.from(probabilities, toHalf) : probabilities;
  const parts = [Buffer.from(magic), length, text, padding, bytesOf(answers), bytesOf(ids), labels];
  if (pictures) parts.push(pictures);
  if (persons) parts.push(bytesOf(persons));
  return Buffer.concat([...parts, checksum(...parts)]);
}

/** Predictions whose file is half as large: probabilities have three digits, and no answer becomes another class. */
export function roundedPredictions(predictions: Predictions): Predictions {
  const classes = predictions.classNames.length;
  const probabilities = Float32Array.from(predictions.probabilities, (probability) => fromHalf(toHalf(probability)));
  for (let start = 0; start < probabilities.length; start += classes) {
    const answer = start + mostProbable(predictions.probabilities, start, classes);
    // Rounding makes equal what was not, and of equal ones the first counts: it takes the next lower number.
    const highest = Math.max(toHalf(probabilities[answer]!), 1);
    probabilities[answer] = fromHalf(highest);
    for (let other = start; other < answer; other++) {
      if (probabilities[other]! >= probabilities[answer]) probabilities[other] = fromHalf(highest - 1);
    }
  }
  return { ...predictions, probabilities, rounded: true };
}

/** @throws UserError when the file is missing or damaged */
export async function readPredictions(runDirectory: string, split: string): Promise<Predictions> {
  const file = predictionsFile(runDirectory, split);
  return decode(file, await readRegularFile(file, 'the predictions', longest));
}

function decode(file: string, bytes: Buffer): Predictions {
  const start = magic.length + 4;
  if (bytes.length < start || bytes.toString('latin1', 0, magic.length) !== magic) throw damaged(file);
  const end = start + bytes.readUInt32LE(magic.length);
  const header = parseHeader(file, bytes.toString('utf8', start, end));
  const { version, split, classNames, examples, testTimeAugmentationSamples, classesOnly } = header;
  const rounded = header.half ?? version === 4;
  const hasHashes = header.hashes ?? version === 3;
  const probabilityBytes = (rounded ? 2 : 4) * examples * classNames.length;
  const hashes = end + probabilityBytes + 5 * examples;
  const persons = hashes + (hasHashes ? pictureHashBytes * examples : 0);
  const content = persons + (version === 5 ? 4 * examples : 0);
  const isWhole =
    version === 1
      ? bytes.length === content
      : bytes.length === content + checksumBytes &&
        checksum(bytes.subarray(0, content)).equals(bytes.subarray(content));
  if (!isWhole) throw damaged(file);
  // Copies, since typed arrays must start at multiples of their element size.
  const part = (offset: number, length: number) => new Uint8Array(bytes.subarray(offset, offset + length));
  const { buffer } = part(end, probabilityBytes);
  const predictions = {
    split,
    classNames,
    samples: testTimeAugmentationSamples,
    probabilities: rounded ? Float32Array.from(new Uint16Array(buffer), fromHalf) : new Float32Array(buffer),
    ids: new Uint32Array(part(end + probabilityBytes, 4 * examples).buffer),
    labels: part(end + probabilityBytes + 4 * examples, examples),
    ...(hasHashes && { pictures: part(hashes, pictureHashBytes * examples) }),
    ...(version === 5 && { persons: new Uint32Array(part(persons, 4 * examples).buffer) }),
    ...(classesOnly === true && { classesOnly }),
    ...(rounded && { rounded }),
  };
  if (!isPossible(predictions)) throw damaged(file);
  return predictions;
}

/** Probabilities are from 0 to 1, and labels are classes. */
function isPossible({ probabilities, labels, classNames }: Predictions): boolean {
  // Loops: a comparison may check thousands of files.
  for (let index = 0; index < probabilities.length; index++) {
    const probability = probabilities[index]!;
    if (!(probability >= 0 && probability <= 1.0001)) return false;
  }
  for (let face = 0; face < labels.length; face++) if (labels[face]! >= classNames.length) return false;
  return true;
}

function parseHeader(file: string, text: string): Header {
  let header: Partial<Header> | null;
  try {
    header = JSON.parse(text) as Partial<Header> | null;
  } catch {
    throw damaged(file);
  }
  const isHeader =
    versions.some((version) => header?.version === version) &&
    typeof header?.split === 'string' &&
    Array.isArray(header.classNames) &&
    header.classNames.every((name) => typeof name === 'string') &&
    isCount(header.examples) &&
    isCount(header.testTimeAugmentationSamples) &&
    typeof header.hashes === (header.version! >= 4 ? 'boolean' : 'undefined') &&
    typeof header.half === (header.version === 5 ? 'boolean' : 'undefined');
  if (!isHeader) throw damaged(file);
  return header as Header;
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

function checksum(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function damaged(file: string): UserError {
  return new UserError(
    `${file} is damaged or was written by another version: it is not a whole predictions file.`,
    'Resume or repeat the run to predict again.',
    1,
  );
}

function bytesOf(values: Float32Array | Uint32Array | Uint16Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
