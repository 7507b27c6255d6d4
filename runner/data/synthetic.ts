/** Generates synthetic faces. */
import { setImmediate } from 'node:timers/promises';

import type { ResolvedData } from '../../experiment/types';
import { writeFileAtomic } from '../../storage/files/atomic';
import { Random } from '../random';
import { type FaceImages, type Usage, usages } from './dataset';
import { FaceCollector, faceSize, type ImportedFaces } from './import/faceCollector';
import { ferClasses } from './labels/classes';
import { drawFace } from './synthetic/drawFace';
import type { Progress } from '../progress';

export type SyntheticOptions = NonNullable<ResolvedData['synthetic']>;

export interface GenerateOptions {
  readonly onProgress?: Progress;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Draws faces: training faces first, then public test, then private test. The seven classes are equally frequent, because
 * with FER2013's own shares a small set would have very few faces of Disgust.
 *
 * A face and its label depend only on the seed, its part and its position in the part, so that the first faces stay the
 * same when there are more.
 */
export async function generateFaces(
  options: SyntheticOptions,
  { onProgress, signal }: GenerateOptions = {},
): Promise<ImportedFaces> {
  const collector = new FaceCollector();
  const publicTest = Math.floor(options.test / 2);
  const parts: readonly (readonly [Usage, number])[] = [
    ['Training', options.training],
    ['PublicTest', publicTest],
    ['PrivateTest', options.test - publicTest],
  ];
  const total = options.training + options.test;
  for (const [usage, count] of parts) {
    for (let index = 0; index < count; index++) {
      drawOne(collector, usage, index, options);
      if (collector.count % 64 === 0) {
        onProgress?.({ detail: 'Drawing faces', done: collector.count, total });
        await setImmediate();
        signal?.throwIfAborted();
      }
    }
  }
  return collector.pack('rows', []).faces;
}

function drawOne(collector: FaceCollector, usage: Usage, index: number, { seed, labelNoise }: SyntheticOptions): void {
  const emotion = index % ferClasses.length;
  drawFace(emotion, new Random(seed, `face ${usage}`, 0, index), faceSize, collector.next());
  const label =
    usage === 'Training' ? noisyLabel(emotion, labelNoise, new Random(seed, 'label noise', 0, index)) : emotion;
  collector.commit(label, usages.indexOf(usage));
}

/** The class itself, or with probability `noise` one of the others. */
function noisyLabel(emotion: number, noise: number, random: Random): number {
  if (random.uniform() >= noise) return emotion;
  return (emotion + 1 + random.integer(ferClasses.length - 1)) % ferClasses.length;
}

/**
 * Writes generated faces in FER2013's format, `emotion,pixels,Usage`, one row per face. Replaces an existing file.
 *
 * @throws UserError when the file cannot be written
 */
export async function writeSyntheticCsv(
  path: string,
  options: SyntheticOptions,
  generateOptions: GenerateOptions = {},
): Promise<void> {
  await writeFileAtomic(path, csvRows(await generateFaces(options, generateOptions)));
}

/** FER2013's CSV of these faces, in pieces. */
export function* csvRows(faces: FaceImages): Generator<string> {
  const size = faces.width * faces.height;
  yield 'emotion,pixels,Usage\n';
  for (let face = 0; face < faces.count; face++) {
    const pixels = faces.pixels.subarray(face * size, (face + 1) * size).join(' ');
    yield `${faces.emotion[face]},${pixels},${usages[faces.usage[face]!]}\n`;
  }
}
