import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';

import { UserError } from '../../../schemas/userError';
import type { PackedFaces } from './faceCollector';
import { ImageImporter } from './imageImporter';
import { isImageName } from './kagglePath';

/** Bytes that tell a tar from anything else. */
export const tarHeadBytes = 512;

/** Whether unpacked content begins as a POSIX tar does. */
export function isTar(head: Uint8Array): boolean {
  return head.length >= tarHeadBytes && Buffer.from(head.subarray(257, 262)).toString('latin1') === 'ustar';
}

/** Imports a tar of the Kaggle form from its unpacked bytes. */
export async function importArchive(path: string, chunks: AsyncIterable<Uint8Array>): Promise<PackedFaces> {
  const importer = new ImageImporter(path);
  const entries = extract();
  const source = Readable.from(chunks, { objectMode: false });
  source.on('error', (error) => entries.destroy(error));
  source.pipe(entries);
  try {
    for await (const entry of entries) {
      if (entry.header.type === 'file' && isImageName(entry.header.name)) {
        importer.add(entry.header.name, await buffer(entry));
      } else {
        entry.resume();
      }
    }
  } catch (error) {
    if (error instanceof UserError || (error as Error).name === 'AbortError') throw error;
    throw new UserError(
      `${path} cannot be read as a tar: it is damaged or cut off (${(error as Error).message}).`,
      `Download ${basename(path)} again.`,
    );
  } finally {
    source.destroy();
  }
  return importer.finish();
}
