/**
 * The output of a frozen part of a model for many examples, in one file: a JSON header of fixed length, then rows of floats,
 * little-endian. Rows are read on demand, so that memory does not grow with the data.
 */
import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync, readSync, utimesSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileError } from '../../storage/files/fileError';
import { makeFolder } from '../../storage/files/folder';

const headerBytes = 512;
const floatBytes = Float32Array.BYTES_PER_ELEMENT;
const chunkBytes = 4 * 2 ** 20;

interface Header {
  readonly version: 1;
  readonly key: string;
  readonly rows: number;
  /** Floats of a row. */
  readonly width: number;
  /** Checksum of the rows. */
  readonly sha256: string;
}

export interface FeatureShape {
  /** Identifies what the rows were computed from. */
  readonly key: string;
  readonly rows: number;
  readonly width: number;
}

/** Writes a temporary file that replaces the real one when it is complete. */
export class FeatureWriter {
  private readonly hash: Hash = createHash('sha256');
  private constructor(
    private readonly handle: FileHandle,
    private readonly file: string,
    private readonly temporary: string,
    private readonly shape: FeatureShape,
  ) {}

  /** @throws UserError when the folder cannot be written to */
  static async create(file: string, shape: FeatureShape): Promise<FeatureWriter> {
    const temporary = `${file}.${process.pid}.tmp`;
    try {
      await makeFolder(path.dirname(file));
      const handle = await open(temporary, 'w');
      await handle.writeFile(Buffer.alloc(headerBytes, ' '));
      return new FeatureWriter(handle, file, temporary, shape);
    } catch (error) {
      throw fileError(error, `write ${file}`);
    }
  }

  /** Whole rows, in order. @throws UserError when the disk is full and the like */
  async append(values: Float32Array): Promise<void> {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.hash.update(bytes);
    await this.guard(() => this.handle.writeFile(bytes));
  }

  /** @throws UserError */
  async finish(): Promise<void> {
    const header: Header = { version: 1, ...this.shape, sha256: this.hash.digest('hex') };
    const text = Buffer.from(JSON.stringify(header).padEnd(headerBytes));
    await this.guard(async () => {
      await this.handle.write(text, 0, headerBytes, 0);
      await this.handle.sync();
      await this.handle.close();
      await rename(this.temporary, this.file);
    });
  }

  /** Deletes the temporary file. */
  async abandon(): Promise<void> {
    await this.handle.close().catch(() => undefined);
    await rm(this.temporary, { force: true });
  }

  private async guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw fileError(error, `write ${this.file}`);
    }
  }
}

export class FeatureFile {
  private constructor(
    private readonly descriptor: number,
    private readonly file: string,
    private readonly width: number,
    readonly rows: number,
  ) {}

  /**
   * Marks it as used.
   * @returns undefined when there is no such file
   * @throws Error when it is damaged or has other features
   */
  static open(file: string, shape: FeatureShape): FeatureFile | undefined {
    let descriptor: number;
    try {
      descriptor = openSync(file, 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    try {
      // Before verifying, which takes a while, so that another process that trims the cache does not delete it.
      touch(file);
      verify(descriptor, shape);
      return new FeatureFile(descriptor, file, shape.width, shape.rows);
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
  }

  /** @param out receives as many rows as it has room for */
  read(firstRow: number, out: Float32Array): void {
    const bytes = new Uint8Array(out.buffer, out.byteOffset, out.byteLength);
    const at = headerBytes + firstRow * this.width * floatBytes;
    if (readSync(this.descriptor, bytes, 0, bytes.length, at) !== bytes.length) {
      throw new Error('The file of features was cut short while it was read.');
    }
  }

  /** Once per epoch is enough: the cache keeps what was used in the last hours. */
  markUsed(): void {
    touch(this.file);
  }

  close(): void {
    closeSync(this.descriptor);
  }
}

/** The time of the last change stands for the last use, because every file system stores it. */
function touch(file: string): void {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch {
    // The cache of another user can be read, but not marked.
    return;
  }
}

function verify(descriptor: number, { key, rows, width }: FeatureShape): void {
  const start = Buffer.alloc(headerBytes);
  readSync(descriptor, start, 0, headerBytes, 0);
  const header = JSON.parse(start.toString('utf8')) as Header;
  if (header.version !== 1 || header.key !== key || header.rows !== rows || header.width !== width) {
    throw new Error('It has other features.');
  }
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(chunkBytes);
  let at = headerBytes;
  for (let count; (count = readSync(descriptor, chunk, 0, chunkBytes, at)) > 0; at += count) {
    hash.update(chunk.subarray(0, count));
  }
  if (at !== headerBytes + rows * width * floatBytes || hash.digest('hex') !== header.sha256) {
    throw new Error('It is damaged.');
  }
}
