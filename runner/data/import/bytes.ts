/** Reads and unpacks files as streams of bytes. */
import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { XzReadableStream } from 'xz-decompress';

import { openRegularFile } from '../../../storage/files/regularFile';
import { UserError } from '../../../schemas/userError';
import { type FileKind, fileKindOf, kindHeadBytes } from '../../files/fileKind';
import { printable } from '../../../words/printable';
import { UnpackBound } from './limits';

const chunkBytes = 1 << 20;

export interface ReadOptions {
  /** Called with the number of bytes of the (packed) file that were read so far, and its size. */
  readonly onRead?: (bytes: number, size: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** The first bytes of a stream, and the whole stream with them. */
export interface Peeked {
  readonly head: Uint8Array;
  readonly chunks: AsyncGenerator<Uint8Array>;
  /** For callers that stop reading here: a generator that was never started would not close its source. */
  readonly close: () => Promise<void>;
}

/** Reads at least `length` bytes of the stream ahead, or all when there are fewer. */
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
  const close = async () => void (await iterator.return?.());
  return { head: Buffer.concat(taken).subarray(0, length), chunks: all(), close };
}

/** Content of a file, and what it is. */
export interface Unpacked {
  /** Kind of the content; undefined when it has no signature, such as a CSV. */
  readonly kind: FileKind | undefined;
  readonly chunks: AsyncGenerator<Uint8Array>;
  readonly close: () => Promise<void>;
  /** Bound of the unpacked size, for archives, whose entries say their size. */
  readonly bound: UnpackBound;
  /** Bytes on the disk. */
  readonly size: number;
}

/**
 * Opens a file and unpacks it if it is compressed by gzip or xz, as its first bytes say, not its name. The content ends
 * with an error when it is damaged or unpacks to more than the limit.
 *
 * @param what for messages, such as `the FER+ votes`
 * @throws UserError when it is not a regular file, or compressed twice
 */
export async function openUnpacked(path: string, what: string, options: ReadOptions = {}): Promise<Unpacked> {
  const { handle, stats } = await openRegularFile(path, what);
  const bound = new UnpackBound(path, stats.size);
  const packed = await peek(readHandle(handle, stats.size, options), kindHeadBytes);
  const outer = fileKindOf(packed.head);
  if (outer?.id !== 'gzip' && outer?.id !== 'xz')
    return { kind: outer, chunks: packed.chunks, close: packed.close, bound, size: stats.size };
  const unpacked = unpack(path, outer.id === 'gzip' ? ungzip(packed.chunks) : unxz(packed.chunks), bound);
  const { head, chunks, close } = await peek(unpacked, kindHeadBytes);
  const kind = fileKindOf(head);
  if (kind?.id === 'gzip' || kind?.id === 'xz') {
    await close();
    throw new UserError(`${path} is compressed twice: ${outer.name} holds ${kind.name}.`, kind.wayOut);
  }
  return { kind, chunks, close, bound, size: stats.size };
}

function ungzip(chunks: AsyncGenerator<Uint8Array>): AsyncIterable<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: chunkBytes });
  const packed = Readable.from(chunks, { objectMode: false });
  packed.on('error', (error) => gunzip.destroy(error));
  gunzip.on('close', () => packed.destroy());
  return packed.pipe(gunzip);
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

async function* unpack(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  bound: UnpackBound,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of chunks) {
      bound.add(chunk.length);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof UserError || (error as Error).name === 'AbortError') throw error;
    throw new UserError(
      `${path} cannot be unpacked: the compressed data is damaged or cut off (${printable((error as Error).message)}).`,
      `Download ${basename(path)} again.`,
    );
  }
}

/** Closes the file at the end. */
async function* readHandle(
  handle: FileHandle,
  size: number,
  { onRead, signal }: ReadOptions,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of handle.createReadStream({ highWaterMark: chunkBytes }) as AsyncIterable<Buffer>) {
    signal?.throwIfAborted();
    bytes += chunk.length;
    yield chunk;
    onRead?.(bytes, size);
  }
}
