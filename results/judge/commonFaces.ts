/** The test faces that two rows have in common, for rows that were tested on different ones. */
import { emotionOf } from '../../experiment/classNames';
import { pictureHashBytes } from '../../storage/run/predictions';
import { groupsAmong, type RunAnswers, type TestFaces } from './answers';
import type { RowAnswers } from './row';

/**
 * Both rows on the pictures that both were tested on with the same label, whatever FER and FER+ call it. A picture that occurs
 * several times counts as often as in both.
 * @returns the rows, with the classes of the baseline and then those that only the other row has; or why there are none, to
 * follow "No difference is shown:"
 */
export function onCommonFaces(row: RowAnswers, baseline: RowAnswers): readonly [RowAnswers, RowAnswers] | string {
  const classNames = [...new Set([...baseline.faces.classNames, ...row.faces.classNames].map(emotionOf))];
  const [keys, otherKeys] = [keysOf(row.faces, classNames), keysOf(baseline.faces, classNames)];
  if (!keys || !otherKeys) {
    return 'nobody knows which test faces this row and the baseline have in common, since the pictures of one are unknown';
  }
  const places = new Map<bigint, number[]>();
  for (const [place, key] of otherKeys.entries()) {
    const known = places.get(key);
    if (known) known.push(place);
    else places.set(key, [place]);
  }
  const kept: number[] = [];
  const keptOfOthers: number[] = [];
  for (const [place, key] of keys.entries()) {
    const other = places.get(key)?.shift();
    if (other === undefined) continue;
    kept.push(place);
    keptOfOthers.push(other);
  }
  if (kept.length === 0) return 'this row and the baseline have no test face with the same label in common';
  return [partOf(row, kept, classNames), partOf(baseline, keptOfOthers, classNames)];
}

/** Places of the classes of a row among all classes. */
const placesIn = (all: readonly string[], classNames: readonly string[]): number[] =>
  classNames.map((name) => all.indexOf(emotionOf(name)));

/** Of each face, a number of its picture and its label; undefined where the pictures are unknown. */
function keysOf({ pictures, labels, classNames }: TestFaces, all: readonly string[]): bigint[] | undefined {
  if (!pictures) return undefined;
  const places = placesIn(all, classNames);
  const bytes = Buffer.from(pictures.buffer, pictures.byteOffset, pictures.byteLength);
  return Array.from(
    labels,
    (label, face) => (bytes.readBigUInt64LE(face * pictureHashBytes) << 8n) | BigInt(places[label]!),
  );
}

/** @param kept indices of faces */
function partOf({ faces, networks }: RowAnswers, kept: readonly number[], all: readonly string[]): RowAnswers {
  const places = placesIn(all, faces.classNames);
  const classesAt = (classes: Uint8Array): Uint8Array => Uint8Array.from(kept, (face) => places[classes[face]!]!);
  const valuesAt = (values: Float32Array): Float32Array => Float32Array.from(kept, (face) => values[face]!);
  const { personOf } = faces;
  const part: TestFaces = {
    classNames: all,
    ids: Uint32Array.from(kept, (face) => faces.ids[face]!),
    labels: classesAt(faces.labels),
    ...(personOf && { personOf: Uint32Array.from(kept, (face) => personOf[face]!) }),
    ...groupsAmong(faces, kept),
  };
  const answersAt = ({ predicted, loss, brier }: RunAnswers): RunAnswers => ({
    faces: part,
    predicted: classesAt(predicted),
    ...(loss && { loss: valuesAt(loss) }),
    ...(brier && { brier: valuesAt(brier) }),
  });
  return { faces: part, networks: networks.map(({ network, runs }) => ({ network, runs: runs.map(answersAt) })) };
}
