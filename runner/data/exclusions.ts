/**
 * The file that `data.exclude` names: faces that no split uses.
 *
 *     # comment
 *     123 9f86d081884c7d65  # near copy of test face 30456
 *
 * A line has the number of a face and the first hex digits of the SHA-256 of its pixels, by which a list for other data is
 * noticed; a list written by hand may leave them out.
 */
import { counted } from '../../words/numbers';
import { printable } from '../../words/printable';
import { readRegularFile } from '../../storage/files/regularFile';
import { pictureHash, pictureHashBytes } from '../../storage/run/predictions';
import { UserError } from '../../schemas/userError';
import type { FaceImages } from './dataset';

/** A line for each of the most faces that data may have, with a long comment. */
const mostBytes = 64e6;
/** Hex digits of a picture's hash. */
const digits = 2 * pictureHashBytes;
const pattern = new RegExp(`^(\\d{1,9})(?:\\s+([0-9a-f]{${digits}}))?$`, 'i');

type Pictures = Pick<FaceImages, 'pixels' | 'width' | 'height' | 'count'>;

export interface Exclusion {
  /** Number of the face. */
  readonly id: number;
  readonly why: string;
}

/** The text of a file of exclusions. */
export function formatExclusions(exclusions: readonly Exclusion[], faces: Pictures, about: string): string {
  const head = [
    `Faces that no split uses: ${about}`,
    'Name this file in data.exclude of an experiment. Each line: number of the face, SHA-256 of its pixels, reason.',
  ];
  return [
    ...head.map((line) => `# ${printable(line, 500)}`),
    ...exclusions.map(({ id, why }) => `${id} ${hashOf(faces, id)}  # ${printable(why, 500)}`),
    '',
  ].join('\n');
}

/**
 * @param path absolute
 * @returns the numbers of the faces, each once
 * @throws UserError naming file and line
 */
export async function readExclusions(path: string, faces: Pictures): Promise<ReadonlySet<number>> {
  const text = (await readRegularFile(path, 'the list of excluded faces', mostBytes)).toString('utf8');
  return parseExclusions(text, printable(path), faces);
}

/** @param name of the file, for messages */
export function parseExclusions(text: string, name: string, faces: Pictures): ReadonlySet<number> {
  const excluded = new Set<number>();
  text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)
    .forEach((line, index) => {
      const content = line.replace(/#.*$/s, '').trim();
      if (content === '') return;
      const where = `${name}, line ${index + 1}`;
      const found = pattern.exec(content);
      if (!found) {
        throw new UserError(
          `${where}: is "${printable(content, 60)}": expected the number of a face, ${digits} hex digits of its picture or none, then # and a comment or none.`,
          'Correct the line, or write the file again with: ferexp audit --write-exclusions',
        );
      }
      const id = Number(found[1]);
      if (id >= faces.count) {
        throw new UserError(
          `${where}: there is no face ${id}: the data has ${counted(faces.count, 'face')}, numbered from 0.`,
          otherData,
        );
      }
      const expected = found[2]?.toLowerCase();
      if (expected !== undefined && expected !== hashOf(faces, id)) {
        throw new UserError(
          `${where}: face ${id} is another picture than the one that was excluded (${hashOf(faces, id)}, expected ${expected}).`,
          otherData,
        );
      }
      excluded.add(id);
    });
  return excluded;
}

const otherData =
  'The list belongs to other data, or the data has changed. Correct data.exclude, or write the list again with: ferexp audit --write-exclusions';

function hashOf({ pixels, width, height }: Pictures, id: number): string {
  const size = width * height;
  return Buffer.from(pictureHash(pixels.subarray(id * size, (id + 1) * size))).toString('hex');
}
