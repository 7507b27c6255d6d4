/** Reads the weights in a model that Keras 3 saved. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { readKerasPart } from '../models/kerasArchive';
import { readKerasFile } from './readKerasFile';
import type { StoredWeights } from './stored';

/**
 * @param archive `network.keras`
 * @throws UserError when it is damaged
 */
export async function readKerasWeights(archive: string): Promise<StoredWeights> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'ferexp-keras-'));
  try {
    // The library for HDF5 reads files, not bytes.
    const file = path.join(folder, `${path.basename(archive)}.weights.h5`);
    await writeFile(file, readKerasPart(archive, 'weights'));
    return await readKerasFile(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
