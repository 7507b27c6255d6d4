/** The parts of a test split that have metrics of their own, and what is stored of a split. */
import type { ResolvedData } from '../../experiment/types';
import { pictureHash, pictureHashBytes, type Predictions } from '../../storage/run/predictions';
import { type Dataset, type Usage, usages } from '../data/dataset';

export interface TestPart {
  readonly name: string;
  readonly includes: (example: number) => boolean;
}

export const officialParts = { publicTest: 'PublicTest', privateTest: 'PrivateTest' } as const satisfies Record<
  ResolvedData['test'][number],
  Usage
>;

/** Each official part where both make up the test, and the test faces that are not also training or validation faces. */
export function testParts(test: ResolvedData['test'], dataset: Pick<Dataset, 'usage' | 'testUnseen'>): TestPart[] {
  const parts: TestPart[] =
    test.length < 2
      ? []
      : test.map((name) => {
          const usage = usages.indexOf(officialParts[name]);
          return { name, includes: (example) => dataset.usage[example] === usage };
        });
  if (dataset.testUnseen) {
    const unseen = new Set(dataset.testUnseen);
    parts.push({ name: 'testUnseen', includes: (example) => unseen.has(example) });
  }
  return parts;
}

/** Rows of some examples. @param values `ids.length · classes` */
export function pickRows(values: Float32Array, rows: ArrayLike<number>, classes: number): Float32Array {
  const picked = new Float32Array(rows.length * classes);
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]!;
    picked.set(values.subarray(row * classes, (row + 1) * classes), index * classes);
  }
  return picked;
}

/** Label and picture of each example, and the person where known, as files of predictions hold them. */
export function truthOf(
  {
    labels: all,
    pixels,
    sourcePixels = pixels,
    width,
    height,
    persons,
  }: Pick<Dataset, 'labels' | 'pixels' | 'sourcePixels' | 'width' | 'height' | 'persons'>,
  ids: Uint32Array,
): Required<Pick<Predictions, 'labels' | 'pictures'>> & Pick<Predictions, 'persons'> {
  const size = width * height;
  const pictures = new Uint8Array(pictureHashBytes * ids.length);
  ids.forEach((id, row) => {
    pictures.set(pictureHash(sourcePixels.subarray(id * size, (id + 1) * size)), row * pictureHashBytes);
  });
  return {
    labels: Uint8Array.from(ids, (id) => all[id]!),
    pictures,
    ...(persons && { persons: Uint32Array.from(ids, (id) => persons[id]!) }),
  };
}
