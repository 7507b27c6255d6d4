/** Reads the files of a zip archive. */
import { basename } from 'node:path';
import { type Entry as ZipEntry, openPromise, type ZipFile } from 'yauzl';

import { UserError } from '../../../schemas/userError';
import { isOfficePart, officeName } from '../../files/fileKind';
import { printable } from '../../../words/printable';
import { mostEntries, mostUnpackedBytes, tooManyEntries } from './limits';
import type { Entry } from './entries';
import { sizeWords } from '../../../words/numbers';

export interface ZipOptions {
  /** Called with the number of packed bytes that are done. */
  readonly onRead?: (bytes: number) => void;
  readonly signal?: AbortSignal | undefined;
  /** NumPy's arrays are wanted, not faces. */
  readonly arrays?: boolean;
}

/**
 * Files of a zip archive.
 *
 * Throws a UserError when it is damaged, encrypted, in several parts, packed in an unsupported way, or a file of another
 * program (`.npz`, `.xlsx`, `.keras`).
 */
export async function* zipEntries(
  path: string,
  { onRead, signal, arrays = false }: ZipOptions = {},
): AsyncGenerator<Entry> {
  let zip: ZipFile | undefined;
  try {
    zip = await openPromise(path, { lazyEntries: true, autoClose: false });
    if (zip.entryCount > mostEntries) tooManyEntries(path);
    let done = 0;
    let unpacked = 0;
    for await (const entry of zip.eachEntry()) {
      signal?.throwIfAborted();
      const other = ofOtherProgram(entry.fileName);
      if (other !== undefined && !(arrays && other === numpyName)) {
        throw arrays
          ? new UserError(
              `${path} is ${other}, not NumPy’s arrays.`,
              'Save the predictions with numpy.savez, or as CSV.',
            )
          : new UserError(`${path} is ${other}, not an archive of faces.`, 'Save its faces as pictures or as CSV.');
      }
      if (!entry.fileName.endsWith('/'))
        yield fileOf(path, zip, entry, (bytes) => checkTotal(path, (unpacked += bytes)));
      onRead?.((done += entry.compressedSize));
    }
  } catch (error) {
    throw damaged(path, error);
  } finally {
    zip?.close();
  }
}

function fileOf(path: string, zip: ZipFile, entry: ZipEntry, count: (bytes: number) => void): Entry {
  const { fileName, uncompressedSize } = entry;
  return {
    path: fileName,
    size: uncompressedSize,
    read: async function* () {
      if (entry.isEncrypted()) {
        throw new UserError(
          `${path} is encrypted: ${printable(fileName)} asks for a password.`,
          'Unpack it with its password, and give the unpacked folder.',
        );
      }
      count(uncompressedSize);
      // The library stops a file that has more bytes than its size, which was counted.
      try {
        yield* (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>;
      } catch (error) {
        throw damaged(path, error);
      }
    },
  };
}

function damaged(path: string, error: unknown): Error {
  if (error instanceof UserError || (error as Error).name === 'AbortError') return error as Error;
  // Its content does not say what it is, but its name may.
  if (/\.(xls[xmb]?|ods|docx?|odt|pptx?|odp)$/i.test(path)) {
    return new UserError(
      `${path} is by its name ${officeName}, and damaged or cut off.`,
      'Get it again, and save its table as CSV (in Excel: Save As, “CSV UTF-8”).',
    );
  }
  return new UserError(
    `${path} cannot be read as a zip: it is damaged, cut off or of a form that is not read (${printable((error as Error).message)}).`,
    `Download ${basename(path)} again, or unpack it and give the unpacked folder.`,
  );
}

function checkTotal(path: string, bytes: number): void {
  if (bytes <= mostUnpackedBytes) return;
  throw new UserError(
    `${path} says that it unpacks to ${sizeWords(bytes)}: at most ${sizeWords(mostUnpackedBytes)} are read.`,
    'Unpack it elsewhere, and give only the faces that are meant.',
  );
}

const numpyName = 'NumPy arrays (.npz)';

/** Zip is also the container of other formats, which one of their files reveals. */
function ofOtherProgram(name: string): string | undefined {
  if (isOfficePart(name)) return officeName;
  if (name === 'model.weights.h5') return 'a model of Keras (.keras)';
  if (/(^|\/)data\.pkl$/.test(name)) return 'a file of PyTorch';
  if (/^[^/]+\.npy$/.test(name)) return numpyName;
  return undefined;
}
