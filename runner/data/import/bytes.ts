import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { XzReadableStream } from 'xz-decompress';

import { UserError } from '../../../schemas/userError';

const chunkBytes = 1 << 20;
const gzipMagic = [0x1f, 0x8b];
const xzMagic = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];
const zipMagic = [0x50, 0x4b, 0x03, 0x04];

export interface ReadOptions {
  /** Told how many bytes of the file, as it lies on the disk, were read so far. */
  readonly onRead?: (bytes: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** The first bytes of a stream, and the whole stream with them. */
export interface Peeked {
  readonly head: Uint8Array;
  readonly chunks: AsyncGenerator<Uint8Array>;
}

/** Takes at least `length` bytes off the stream to look at, or all where there are fewer. */
export async function peek(chunks: AsyncIterable<Uint8Array>, length: number): Promise<Peeked> {
  const iterator = chunks[Symbol.asyncIterator]();
  const taken: Uint8Array[] = [];
  for (let bytes = 0; bytes < length;) {
    const { value, done } = await iterator.next();
    if (done) break;
    taken.push(value);
    bytes += value.length;
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      yield* taken;
      yield* { [Symbol.asyncIterator]: () => iterator };
    } finally {
      await iterator.return?.();
    }
  }
  return { head: Buffer.concat(taken).subarray(0, length), chunks: all() };
}

const startsWith = (head: Uint8Array, magic: readonly number[]): boolean =>
  magic.every((byte, index) => head[index] === byte);

/**
 * Content of a file in chunks, unpacked where it is compressed by gzip or xz. Its first bytes tell, not its name.
 *
 * Throws a UserError where the compressed data is damaged, and for a zip archive.
 */
export async function* readUnpacked(path: string, options: ReadOptions = {}): AsyncGenerator<Uint8Array> {
  const { head, chunks } = await peek(readFile(path, options), xzMagic.length);
  if (startsWith(head, zipMagic)) {
    await chunks.return(undefined);
    throw new UserError(`${path} is a zip archive.`, 'Unpack it and give the unpacked folder or file.');
  }
  if (startsWith(head, gzipMagic)) {
    const gunzip = createGunzip({ chunkSize: chunkBytes });
    const packed = Readable.from(chunks, { objectMode: false });
    packed.on('error', (error) => gunzip.destroy(error));
    yield* unpack(path, packed.pipe(gunzip));
  } else if (startsWith(head, xzMagic)) {
    yield* unpack(path, unxz(chunks));
  } else {
    yield* chunks;
  }
}

async function* unxz(chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const packed = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await chunks.return(undefined);
    },
  });
  const reader = new XzReadableStream(packed).getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await chunks.return(undefined);
  }
}

async function* unpack(path: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    if (error instanceof UserError || (error as Error).name === 'AbortError') throw error;
    throw new UserError(
      `${path} cannot be unpacked: the compressed data is damaged or cut off (${(error as Error).message}).`,
      `Download ${basename(path)} again.`,
    );
  }
}

async function* readFile(path: string, { onRead, signal }: ReadOptions): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes }) as AsyncIterable<Buffer>) {
    signal?.throwIfAborted();
    bytes += chunk.length;
    yield chunk;
    onRead?.(bytes);
  }
}
