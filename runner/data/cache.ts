import { open } from 'node:fs/promises';
import { dirname } from 'node:path';

import { writeFileAtomic } from '../../rundir/atomic';
import { makeFolder } from '../../rundir/folder';
import { facesIn, headerBytes, type ImportedFaces, type PackedFaces, type SourceForm } from './import/faceCollector';

/** Raise it whenever the layout changes or an importer comes to other pixels, labels or notes. */
const formatVersion = 1;

interface Header {
  readonly format: 'ferexp-faces';
  readonly version: number;
  /** Tells whether the source is still what it was. */
  readonly identity: string;
  readonly form: SourceForm;
  readonly count: number;
  readonly width: number;
  readonly height: number;
  readonly fingerprint: string;
  readonly checksum: number;
  readonly notes: readonly string[];
}

/**
 * Faces that were imported before, or undefined where there are none, the source has changed since, or the file is
 * damaged: then they are imported again.
 *
 * @param identity of the source as it is now
 */
export async function readCache(path: string, identity: string): Promise<ImportedFaces | undefined> {
  let handle;
  try {
    handle = await open(path, 'r');
    const { size } = await handle.stat();
    if (size < headerBytes) return undefined;
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

/** How many faces a cache holds that `readCache` would take, from its header alone; undefined where it would take none. */
export async function countInCache(path: string, identity: string): Promise<number | undefined> {
  let handle;
  try {
    handle = await open(path, 'r');
    const buffer = new Uint8Array(headerBytes);
    await handle.read(buffer, 0, headerBytes, 0);
    const header = JSON.parse(new TextDecoder().decode(buffer)) as Header;
    const ours = header.format === 'ferexp-faces' && header.version === formatVersion;
    return ours && header.identity === identity ? header.count : undefined;
  } catch {
    return undefined;
  } finally {
    await handle?.close();
  }
}

function unpack(buffer: Uint8Array, identity: string): ImportedFaces | undefined {
  const header = JSON.parse(new TextDecoder().decode(buffer.subarray(0, headerBytes))) as Header;
  if (header.format !== 'ferexp-faces' || header.version !== formatVersion || header.identity !== identity) {
    return undefined;
  }
  const { count, width, height, fingerprint, form, notes } = header;
  if (buffer.length !== headerBytes + count * (width * height + 2)) return undefined;
  if (checksum(buffer) !== header.checksum) return undefined;
  return { ...facesIn(buffer, count, width * height), count, width, height, fingerprint, form, notes };
}

/**
 * Keeps imported faces for the next time. Writes the header into the packed buffer.
 *
 * @throws UserError where the folder cannot be written
 */
export async function writeCache(path: string, identity: string, { faces, buffer }: PackedFaces): Promise<void> {
  const { count, width, height, fingerprint, form, notes } = faces;
  const header: Header = {
    format: 'ferexp-faces',
    version: formatVersion,
    identity,
    form,
    count,
    width,
    height,
    fingerprint,
    checksum: checksum(buffer),
    notes,
  };
  const text = new TextEncoder().encode(JSON.stringify(header));
  buffer.fill(0x20, 0, headerBytes);
  buffer.set(text.subarray(0, headerBytes));
  await makeFolder(dirname(path));
  await writeFileAtomic(path, buffer);
}

/** FNV-1a over the 32-bit words behind the header: finds damage in 25 ms where SHA-256 of 83 MB takes far longer. */
function checksum(buffer: Uint8Array): number {
  const words = (buffer.length - headerBytes) >>> 2;
  const view = new Uint32Array(buffer.buffer, buffer.byteOffset + headerBytes, words);
  let hash = 0x811c9dc5;
  for (let i = 0; i < words; i++) hash = Math.imul(hash ^ view[i]!, 0x01000193);
  for (let i = headerBytes + words * 4; i < buffer.length; i++) hash = Math.imul(hash ^ buffer[i]!, 0x01000193);
  return hash >>> 0;
}
