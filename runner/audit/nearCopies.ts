/** Finds pictures that are the same although their bytes differ: flipped, turned, shifted, scaled, of another contrast. */
import { setImmediate } from 'node:timers/promises';
import type { FaceImages } from '../data/dataset';
import type { Progress } from '../progress';
import { CandidateSearch } from './candidates';
import { type Compared, comparedOf, fit } from './confirm';
import { compared } from './spectra';
import type { Pose } from './warp';

/** Raise it when other pairs are found: what was stored before is then not used. */
export const nearCopiesVersion = 1;

/**
 * Pictures are the same from this correlation of their details on. Of the pairs of FER2013 from 0.85 to 0.9 that were looked at
 * all showed one photograph; from 0.8 to 0.85 some showed two of the same person, or two people.
 */
const leastDetail = 0.85;
const leastCorrelation = 0.85;

/** Milliseconds of work before other tasks, such as Ctrl-C, get their turn. */
const sliceMs = 50;

/** A picture with less contrast is nearly even: all such pictures look alike, but are no copies. Standard deviation in grey values. */
export const leastContrast = 4;

export interface NearCopy {
  /** Indices of images, the first the smaller one. */
  readonly first: number;
  readonly second: number;
  readonly correlation: number;
  /** What makes the second picture of the first. */
  readonly pose: Pose;
}

export interface NearCopyOptions {
  readonly onProgress: Progress;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Near copies among different pictures: of identical ones only the first is compared. By first, then second index.
 *
 * @param firstOf for each image, the first image with the same pixels
 * @throws the signal's reason when it is aborted
 */
export async function findNearCopies(
  faces: Pick<FaceImages, 'pixels' | 'width' | 'count'>,
  firstOf: Uint32Array,
  { onProgress, signal }: NearCopyOptions,
): Promise<NearCopy[]> {
  const side = faces.width;
  const ids = distinct(faces, firstOf);
  const pictures = { count: ids.length, at: (place: number) => compared(faces.pixels, ids[place]!, side) };
  const search = new CandidateSearch(pictures, side);
  const details = new Map<number, Compared>();
  const withDetail = (place: number): Compared => {
    let known = details.get(place);
    if (known === undefined) details.set(place, (known = comparedOf(pictures.at(place), side)));
    return known;
  };
  const found: NearCopy[] = [];
  let began = performance.now();
  for (let place = 0; place < ids.length; place++) {
    for (const { first, second, pose } of search.of(place)) {
      const fitted = fit(withDetail(first), withDetail(second), side, pose);
      if (fitted.detail < leastDetail || fitted.correlation < leastCorrelation) continue;
      found.push({
        first: ids[first]!,
        second: ids[second]!,
        correlation: fitted.correlation,
        pose: fitted.pose,
      });
    }
    details.delete(place);
    if (performance.now() - began < sliceMs) continue;
    onProgress({ detail: 'Looking for near copies', done: place, total: ids.length });
    await setImmediate();
    signal?.throwIfAborted();
    began = performance.now();
  }
  return found.sort((a, b) => a.first - b.first || a.second - b.second);
}

/** The first of identical pictures, without nearly even ones. */
function distinct(faces: Pick<FaceImages, 'pixels' | 'width' | 'count'>, firstOf: Uint32Array): number[] {
  const ids: number[] = [];
  for (let id = 0; id < faces.count; id++) {
    if (firstOf[id] === id && contrastOf(faces, id) >= leastContrast) ids.push(id);
  }
  return ids;
}

/** Standard deviation of a picture's grey values. */
export function contrastOf({ pixels, width }: Pick<FaceImages, 'pixels' | 'width'>, id: number): number {
  const size = width * width;
  let sum = 0;
  let squares = 0;
  for (let at = id * size; at < (id + 1) * size; at++) {
    const value = pixels[at]!;
    sum += value;
    squares += value * value;
  }
  return Math.sqrt(Math.max(0, squares / size - (sum / size) ** 2));
}
