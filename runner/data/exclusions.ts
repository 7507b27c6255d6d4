/** Reads and writes the file that `data.exclude` names; its lines are described in `experiment/exclusionLines.ts`. */
import { exclusionLines, exclusionRemedy } from '../../experiment/exclusionLines';
import { counted } from '../../words/numbers';
import { printable } from '../../words/printable';
import { readRegularFile } from '../../storage/files/regularFile';
import { pictureHash } from '../../storage/run/predictions';
import { UserError } from '../../schemas/userError';
import type { FaceImages } from './dataset';

/** A line for each of the most faces that data may have, with a long comment. */
const mostBytes = 64e6;

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
  const { faces: listed, wrong } = exclusionLines(text);
  if (wrong) throw new UserError(`${name}, line ${wrong.line}: ${wrong.message}`, exclusionRemedy);
  for (const { line, id, picture } of listed) {
    const where = `${name}, line ${line}`;
    if (id >= faces.count) {
      throw new UserError(
        `${where}: there is no face ${id}: the data has ${counted(faces.count, 'face')}, numbered from 0.`,
        otherData,
      );
    }
    if (picture !== undefined && picture !== hashOf(faces, id)) {
      throw new UserError(
        `${where}: face ${id} is another picture than the one that was excluded (${hashOf(faces, id)}, expected ${picture}).`,
        otherData,
      );
    }
  }
  return new Set(listed.map(({ id }) => id));
}

const otherData =
  'The list belongs to other data, or the data has changed. Correct data.exclude, or write the list again with: ferexp audit --write-exclusions';

function hashOf({ pixels, width, height }: Pictures, id: number): string {
  const size = width * height;
  return Buffer.from(pictureHash(pixels.subarray(id * size, (id + 1) * size))).toString('hex');
}
