/** Collects imported faces in memory. */
import { createHash } from 'node:crypto';

import { UserError } from '../../../schemas/userError';
import { usableMemory } from '../../files/memory';
import type { FaceImages } from '../dataset';
import { faceLimit } from './limits';
import { count, sizeWords } from '../../../words/numbers';

/** Side, in pixels, of the square grey faces that all our networks take. */
export const faceSize = 48;

/** `rows`: images in the order of FER2013's CSV, which FER+ votes follow. `folders`: that order is lost. */
export type SourceForm = 'rows' | 'folders';

/** Faces, and what the importer reports about them. */
export interface ImportedFaces extends FaceImages {
  readonly form: SourceForm;
  readonly notes: readonly string[];
}

/** Room at the start of a packed buffer for the header of a cache file. */
export const headerBytes = 32_768;

/** More notes would not fit the header. */
export const mostNotes = 8;

/** Faces laid out as in the cache file (header, pixels, usage, emotion, persons), so that writing it copies nothing. */
export interface PackedFaces {
  readonly faces: ImportedFaces;
  readonly buffer: Uint8Array;
}

const facesPerBlock = 2048;

/** Collects faces whose number is not known beforehand. */
export class FaceCollector {
  private readonly blocks: Uint8Array[] = [];
  private readonly emotions: number[] = [];
  private readonly usages: number[] = [];

  /**
   * @param size side in pixels
   * @param limit most faces that it holds
   */
  constructor(
    readonly size: number = faceSize,
    private readonly limit: number = faceLimit(size * size),
  ) {}

  get count(): number {
    return this.emotions.length;
  }

  get pixelsPerFace(): number {
    return this.size * this.size;
  }

  /**
   * The place for the pixels of the next face, row by row. It stays the same until `commit`.
   *
   * @throws UserError when there is no memory for it
   */
  next(): Uint8Array {
    const slot = this.count % facesPerBlock;
    const block = Math.floor(this.count / facesPerBlock);
    this.blocks[block] ??= this.allocate(facesPerBlock * this.pixelsPerFace);
    return this.blocks[block].subarray(slot * this.pixelsPerFace, (slot + 1) * this.pixelsPerFace);
  }

  /** Keeps the face that was written to `next()`. */
  commit(emotion: number, usage: number): void {
    if (this.count >= this.limit) {
      throw new UserError(
        `The data holds more than ${count(this.limit)} faces: more are not read on a machine or in a container with ${sizeWords(usableMemory())} of memory.`,
        'Give fewer faces, or more memory.',
      );
    }
    this.emotions.push(emotion);
    this.usages.push(usage);
  }

  private allocate(bytes: number): Uint8Array {
    try {
      return new Uint8Array(bytes);
    } catch {
      throw new UserError(
        `The memory does not suffice for ${count(this.count)} faces: ${sizeWords(bytes)} more were refused.`,
        'Close other programs or raise the limit (ulimit -v), or give fewer faces.',
        1,
      );
    }
  }

  /**
   * Ends the collection; the collector is empty afterwards.
   *
   * @param order index of the collected face for each position; the order of collection when absent
   * @param persons number of the person of each face, in that order
   */
  pack(form: SourceForm, notes: readonly string[], order?: readonly number[], persons?: Uint32Array): PackedFaces {
    const { count, pixelsPerFace } = this;
    const buffer = this.allocate(headerBytes + count * bytesPerFace(pixelsPerFace, persons !== undefined));
    if (persons) buffer.set(new Uint8Array(persons.buffer), headerBytes + count * bytesPerFace(pixelsPerFace, false));
    const views = facesIn(buffer, count, pixelsPerFace, persons !== undefined);
    for (let i = 0; i < count; i++) {
      const from = order ? order[i]! : i;
      const start = (from % facesPerBlock) * pixelsPerFace;
      const block = this.blocks[Math.floor(from / facesPerBlock)]!;
      views.pixels.set(block.subarray(start, start + pixelsPerFace), i * pixelsPerFace);
      views.usage[i] = this.usages[from]!;
      views.emotion[i] = this.emotions[from]!;
    }
    this.blocks.length = this.emotions.length = this.usages.length = 0;
    const hash = createHash('sha256').update(views.pixels).update(views.usage).update(views.emotion);
    const faces = {
      ...views,
      width: this.size,
      height: this.size,
      count,
      form,
      notes: notes.slice(0, mostNotes),
      fingerprint: hash.digest('hex'),
    };
    return { faces, buffer };
  }
}

/** Pixels, usage and emotion, and the person where persons are known. */
export const bytesPerFace = (pixelsPerFace: number, hasPersons: boolean): number =>
  pixelsPerFace + 2 + (hasPersons ? Uint32Array.BYTES_PER_ELEMENT : 0);

/** The parts of a packed buffer; of these, only the persons are copied. */
export function facesIn(
  buffer: Uint8Array,
  count: number,
  pixelsPerFace: number,
  hasPersons: boolean,
): Pick<FaceImages, 'pixels' | 'usage' | 'emotion' | 'persons'> {
  const usageStart = headerBytes + count * pixelsPerFace;
  const personsStart = usageStart + 2 * count;
  return {
    pixels: buffer.subarray(headerBytes, usageStart),
    usage: buffer.subarray(usageStart, usageStart + count),
    emotion: buffer.subarray(usageStart + count, personsStart),
    // Copied, since numbers of four bytes must start at a multiple of four.
    ...(hasPersons && { persons: new Uint32Array(buffer.slice(personsStart, personsStart + 4 * count).buffer) }),
  };
}
