/** Reads the files of a tar archive. */
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

/** Also reads tars from before POSIX; the types of the library lack this option. */
const ofEveryAge: { readonly highWaterMark?: number; readonly allowUnknownFormat: boolean } = {
  allowUnknownFormat: true,
};

/**
 * Files of a tar from its unpacked bytes.
 *
 * Throws a UserError when it is damaged, or an entry says that it is larger than the limit.
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
      // Skip what was not read of this entry.
      while (!(await content.next()).done);
    }
  } catch (error) {
    throw damaged(path, error);
  } finally {
    source.destroy();
  }
}

/** A reader that stops early must not close the entry: that would close the archive. */
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
