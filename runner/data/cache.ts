/** Keeps imported faces in one file per source, so that the next run reads them at once. */
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';

import { writeFileAtomic } from '../../storage/files/atomic';
import { makeFolder } from '../../storage/files/folder';
import { faceLimit } from './import/limits';
import {
  bytesPerFace,
  faceSize,
  facesIn,
  headerBytes,
  type ImportedFaces,
  type PackedFaces,
  type SourceForm,
} from './import/faceCollector';

/** Raise one whenever the layout changes or the importer of a form produces other pixels, labels or notes. */
const formatVersions: Readonly<Record<SourceForm, number>> = { rows: 2, folders: 4 };

/** Number of hex digits of the header's own checksum, which comes before the header. */
const digits = 8;

interface Header {
  readonly format: 'ferexp-faces';
  readonly version: number;
  /** Changes when the source changes. */
  readonly identity: string;
  readonly form: SourceForm;
  readonly count: number;
  readonly width: number;
  readonly height: number;
  /** Absent in files of earlier versions. */
  readonly hasPersons?: boolean;
  readonly fingerprint: string;
  /** Of everything after the header. */
  readonly checksum: number;
  readonly notes: readonly string[];
}

/**
 * Faces that were imported before. Undefined when there are none, the source has changed since, or the file is damaged:
 * they are then imported again.
 *
 * @param identity of the source as it is now
 */
export async function readCache(path: string, identity: string): Promise<ImportedFaces | undefined> {
  let handle;
  try {
    handle = await open(path, 'r');
    const { size } = await handle.stat();
    if (size < headerBytes || size > headerBytes + faceLimit(faceSize ** 2) * bytesPerFace(faceSize ** 2, true))
      return undefined;
    const buffer = new Uint8Array(size);
    for (let at = 0; at < size;) {
      const { bytesRead } = await handle.read(buffer, at, size - at, at);
      if (bytesRead === 0) return undefined;
      at += bytesRead;
    }
    return unpack(buffer, identity);
  } catch {
    return undefined;
  } finally {
    await handle?.close();
  }
}

/** How many faces `readCache` would return, from the header alone; undefined when it would return none. */
export async function countInCache(path: string, identity: string): Promise<number | undefined> {
  let handle;
  try {
    handle = await open(path, 'r');
    const buffer = new Uint8Array(headerBytes);
    await handle.read(buffer, 0, headerBytes, 0);
    const { size } = await handle.stat();
    return headerIn(buffer, identity, size)?.count;
  } catch {
    return undefined;
  } finally {
    await handle?.close();
  }
}

function unpack(buffer: Uint8Array, identity: string): ImportedFaces | undefined {
  const header = headerIn(buffer, identity, buffer.length);
  if (header === undefined || checksum(buffer, headerBytes) !== header.checksum) return undefined;
  const { count, width, height, fingerprint, form, notes, hasPersons = false } = header;
  return { ...facesIn(buffer, count, width * height, hasPersons), count, width, height, fingerprint, form, notes };
}

/** The header; undefined when it is damaged, or does not fit the source as it is now or the size of the file. */
function headerIn(buffer: Uint8Array, identity: string, fileBytes: number): Header | undefined {
  const text = new TextDecoder();
  const sum = text.decode(buffer.subarray(0, digits));
  if (sum !== hex(checksum(buffer, digits, headerBytes))) return undefined;
  const header = JSON.parse(text.decode(buffer.subarray(digits, headerBytes))) as Header;
  const { format, version, form, count, width, height, hasPersons = false } = header;
  const isOurs = format === 'ferexp-faces' && version === formatVersions[form] && header.identity === identity;
  const fits =
    width === faceSize &&
    height === faceSize &&
    fileBytes === headerBytes + count * bytesPerFace(width * height, hasPersons);
  return isOurs && fits ? header : undefined;
}

/**
 * Stores imported faces for the next time. Writes the header into the packed buffer.
 *
 * @throws UserError when the folder cannot be written
 */
export async function writeCache(path: string, identity: string, { faces, buffer }: PackedFaces): Promise<void> {
  const { count, width, height, fingerprint, form, notes } = faces;
  const header: Header = {
    format: 'ferexp-faces',
    version: formatVersions[faces.form],
    identity,
    form,
    count,
    width,
    height,
    hasPersons: faces.persons !== undefined,
    fingerprint,
    checksum: checksum(buffer, headerBytes),
    notes,
  };
  const text = new TextEncoder();
  buffer.fill(0x20, 0, headerBytes);
  buffer.set(text.encode(JSON.stringify(header)), digits);
  buffer.set(text.encode(hex(checksum(buffer, digits, headerBytes))));
  await makeFolder(dirname(path));
  await writeFileAtomic(path, buffer);
}

/** FNV-1a over 32-bit words: finds damage in 25 ms where SHA-256 of 83 MB takes far longer. `from` is a multiple of 4. */
function checksum(buffer: Uint8Array, from: number, to: number = buffer.length): number {
  const words = (to - from) >>> 2;
  const view = new Uint32Array(buffer.buffer, buffer.byteOffset + from, words);
  let hash = 0x811c9dc5;
  for (let i = 0; i < words; i++) hash = Math.imul(hash ^ view[i]!, 0x01000193);
  for (let i = from + words * 4; i < to; i++) hash = Math.imul(hash ^ buffer[i]!, 0x01000193);
  return hash >>> 0;
}

const hex = (sum: number): string => sum.toString(16).padStart(digits, '0');
