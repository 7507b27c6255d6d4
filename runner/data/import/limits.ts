/**
 * Limits on what is read, whatever a file claims: a few bytes can promise, or unpack to, more than any machine holds.
 */
import { UserError } from '../../../schemas/userError';
import { usableMemory } from '../../files/memory';
import { count, sizeWords } from '../../../words/numbers';

/** Far more faces than any data set of this kind has. */
const mostFaces = 400_000;

/** Faces are held twice for a moment, while they are put in order; the rest of the memory is for training. */
const shareOfMemory = 1 / 3;

/** @param bytes size of one face */
export function faceLimit(bytes: number): number {
  return Math.max(1, Math.min(mostFaces, Math.floor((usableMemory() * shareOfMemory) / (2 * bytes))));
}

/** Most bytes of unpacked content, for all files of an archive together: twelve times FER2013's CSV. */
export const mostUnpackedBytes = 4e9;

/** Grey values as text shrink to a third, at best to a tenth; a file with a higher ratio than this was crafted. */
const mostRatio = 100;
/** Bytes that may be unpacked whatever the ratio: a small file of a few black faces is not an attack. */
const freeBytes = 64e6;

/** A face has a few kilobytes, and an uncompressed one of a thousand pixels a side some millions. */
export const mostPictureBytes = 20e6;

/** Most files and folders in a source, including those that are left out. */
export const mostEntries = 1_000_000;

/** Counts unpacked bytes and throws at the limit. */
export class UnpackBound {
  private unpacked = 0;

  /**
   * @param name of the file, for messages
   * @param packed size of the file on the disk
   */
  constructor(
    private readonly name: string,
    private readonly packed: number,
  ) {}

  /** @throws UserError with the size when it is too large */
  add(bytes: number): void {
    this.unpacked += bytes;
    this.check(this.unpacked, 'unpacks to more than');
  }

  /** @throws UserError when a size that is only claimed would be too large */
  expect(bytes: number): void {
    this.check(this.unpacked + bytes, 'says that it unpacks to');
  }

  private check(bytes: number, says: string): void {
    const { name, packed } = this;
    if (bytes > mostUnpackedBytes) {
      throw new UserError(
        `${name} ${says} ${sizeWords(bytes)}: at most ${sizeWords(mostUnpackedBytes)} are read.`,
        'Unpack it elsewhere, and give only the faces that are meant.',
      );
    }
    if (bytes > freeBytes && bytes > mostRatio * packed) {
      throw new UserError(
        `${name} ${says} ${sizeWords(bytes)} from ${sizeWords(packed)}: no data shrinks to less than a ${mostRatio}th, so it is not read on.`,
        'Check where the file comes from, or download it again.',
      );
    }
  }
}

/** @throws UserError */
export function tooManyEntries(source: string): never {
  throw new UserError(
    `${source} holds more than ${count(mostEntries)} files and folders: so many are not looked through.`,
    'Give the folder or archive that holds the faces alone.',
  );
}
