import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ResolvedData } from '../../../experiment/types';
import { FerCsvParser } from '../../../runner/data/import/csvParser';
import { FaceCollector, type ImportedFaces } from '../../../runner/data/import/faceCollector';
import { UserError } from '../../../schemas/userError';

/** A folder that is removed after each test. */
export function temporaryFolder(): {
  path: () => string;
  write: (name: string, content: string | Uint8Array) => Promise<string>;
} {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ferexp-data-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  return {
    path: () => folder,
    write: async (name, content) => {
      const path = join(folder, name);
      await writeFile(path, content);
      return path;
    },
  };
}

/** What a function throws, which must be an error that a person can mend. */
export async function userErrorOf(run: () => unknown): Promise<UserError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('Nothing was thrown.');
}

/** Parses CSV of faces of `size` × `size` pixels, given in pieces. */
export function parseCsv(pieces: readonly (string | Uint8Array)[], size: number): ImportedFaces {
  const collector = new FaceCollector(size);
  const parser = new FerCsvParser('faces.csv', collector);
  for (const piece of pieces) parser.write(typeof piece === 'string' ? new TextEncoder().encode(piece) : piece);
  parser.end();
  return collector.pack('rows', []).faces;
}

/** Faces that differ from each other, for splits and labels. */
export function facesOf(rows: readonly { emotion: number; usage: number; grey?: number }[], size = 2): ImportedFaces {
  const collector = new FaceCollector(size);
  rows.forEach(({ emotion, usage, grey }, index) => {
    const pixels = collector.next();
    pixels.fill((grey ?? index) & 255);
    pixels[0] = (grey ?? index) >> 8;
    collector.commit(emotion, usage);
  });
  return collector.pack('rows', []).faces;
}

export function resolvedData(changes: Partial<ResolvedData>): ResolvedData {
  return {
    source: 'fer2013.csv',
    fraction: 1,
    labels: { scheme: 'fer', rule: 'majority', unknown: 'remove' },
    validation: { fraction: 0.2, seed: 123, stratified: false, keepDuplicatesTogether: false },
    test: ['publicTest', 'privateTest'],
    ...changes,
  };
}
