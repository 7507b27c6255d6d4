/** Keeps near copies beside the imported faces: finding them takes minutes, and they depend on the pixels only. */
import path from 'node:path';
import { writeFileAtomic } from '../../storage/files/atomic';
import { makeFolder } from '../../storage/files/folder';
import { readRegularFile } from '../../storage/files/regularFile';
import { integer, list, object, oneOf, type Checked, yesOrNo } from '../../schemas/shape';
import type { FaceImages } from '../data/dataset';
import { findNearCopies, type NearCopy, type NearCopyOptions, nearCopiesVersion } from './nearCopies';

const mostPairs = 1_000_000;
const mostBytes = 256e6;

const finite = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isPose = object({ flip: yesOrNo, turn: finite, scale: finite, dx: finite, dy: finite });
const isStored = object({
  format: oneOf(['ferexp-near-copies']),
  version: integer(nearCopiesVersion, nearCopiesVersion),
  fingerprint: oneOfText(),
  pairs: list(object({ first: integer(), second: integer(), correlation: finite, pose: isPose }), mostPairs),
});
type Stored = Checked<typeof isStored>;

function oneOfText() {
  return (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

export interface StoredOptions extends NearCopyOptions {
  /** Absolute; created when it does not exist. */
  readonly cacheDirectory: string;
}

/** As `findNearCopies`, but found only once for the same faces. A file that is damaged or cannot be written only costs time. */
export async function nearCopiesOf(
  faces: FaceImages,
  firstOf: Uint32Array,
  options: StoredOptions,
): Promise<readonly NearCopy[]> {
  const file = path.join(options.cacheDirectory, `${faces.fingerprint.slice(0, 24)}.copies`);
  const stored = await read(file);
  if (stored?.fingerprint === faces.fingerprint && fits(stored, firstOf)) return stored.pairs;
  const pairs = await findNearCopies(faces, firstOf, options);
  const { fingerprint } = faces;
  const text = JSON.stringify({
    format: 'ferexp-near-copies',
    version: nearCopiesVersion,
    fingerprint,
    pairs,
  } satisfies Stored);
  await makeFolder(options.cacheDirectory)
    .then(() => writeFileAtomic(file, text))
    .catch(() => undefined);
  return pairs;
}

async function read(file: string): Promise<Stored | undefined> {
  try {
    const content: unknown = JSON.parse((await readRegularFile(file, 'the near copies', mostBytes)).toString('utf8'));
    return isStored(content) ? content : undefined;
  } catch {
    return undefined;
  }
}

/** Pairs are of first images only. */
function fits({ pairs }: Stored, firstOf: Uint32Array): boolean {
  return pairs.every(({ first, second }) => first < second && firstOf[first] === first && firstOf[second] === second);
}
