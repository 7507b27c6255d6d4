import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { extract } from 'tar-stream';

import { UserError } from '../../../schemas/userError';
import { printable } from '../../../words/printable';
import type { Entry } from './entries';
import { mostEntries, tooManyEntries, type UnpackBound } from './limits';

const irregular = new Map([
  ['symlink', 'a link'],
  ['link', 'a link'],
  ['fifo', 'a named pipe'],
  ['character-device', 'a device'],
  ['block-device', 'a device'],
]);

/** Tars from before the POSIX form too, which the types of the library leave out. */
const ofEveryAge: { readonly highWaterMark?: number; readonly allowUnknownFormat: boolean } = {
  allowUnknownFormat: true,
};

/**
 * Files of a tar from its unpacked bytes.
 *
 * Throws a UserError where it is damaged, and where an entry says that it is larger than what is read.
 */
export async function* tarEntries(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  bound: UnpackBound,
): AsyncGenerator<Entry> {
  const entries = extract(ofEveryAge);
  const source = Readable.from(chunks, { objectMode: false });
  source.on('error', (error) => entries.destroy(error));
  source.pipe(entries);
  let count = 0;
  try {
    for await (const entry of entries) {
      const { name, size = 0, type } = entry.header;
      if (++count > mostEntries) tooManyEntries(path);
      bound.expect(size);
      const kind = irregular.get(type ?? 'file');
      const content = (entry as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
      const read = () => contentOf(path, content);
      if (type === 'file' || kind !== undefined) {
        yield { path: name, size, ...(kind !== undefined && { irregular: kind }), read };
      }
      // What was not read of it lies before the next one.
      while (!(await content.next()).done);
    }
  } catch (error) {
    throw damaged(path, error);
  } finally {
    source.destroy();
  }
}

/** Whoever stops early must not close the entry: that would close the archive. */
async function* contentOf(path: string, content: AsyncIterator<Buffer>): AsyncGenerator<Uint8Array> {
  try {
    for (let next = await content.next(); !next.done; next = await content.next()) yield next.value;
  } catch (error) {
    throw damaged(path, error);
  }
}

function damaged(path: string, error: unknown): Error {
  if (error instanceof UserError || (error as Error).name === 'AbortError') return error as Error;
  return new UserError(
    `${path} cannot be read as a tar: it is damaged or cut off (${printable((error as Error).message)}).`,
    `Download ${basename(path)} again.`,
  );
}
