/** `model.weights.h5` as Keras 3 has it: a group for each layer, named by its kind and counted, with its weights in order. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileError } from '../../../storage/files/fileError';
import type { NetworkLayer } from '../network';
import { kindOf } from './layers';

/** @param layers in Keras's order, which is that of TensorFlow.js @returns the bytes of the file */
export async function kerasWeights(layers: readonly NetworkLayer[]): Promise<Uint8Array> {
  const hdf5 = await import('h5wasm/node');
  await hdf5.ready;
  const folder = await mkdtemp(path.join(os.tmpdir(), 'ferexp-export-'));
  const place = path.join(folder, 'model.weights.h5');
  try {
    const file = new hdf5.File(place, 'w');
    try {
      const root = file.create_group('layers');
      const counts = new Map<string, number>();
      for (const layer of layers) {
        const { group } = kindOf(layer);
        const earlier = counts.get(group) ?? 0;
        counts.set(group, earlier + 1);
        const vars = root.create_group(earlier === 0 ? group : `${group}_${earlier}`).create_group('vars');
        vars.create_attribute('name', layer.name);
        layer.weights.forEach(({ values, shape }, index) => {
          vars.create_dataset({ name: String(index), data: values, shape: [...shape], dtype: '<f4' });
        });
      }
      file.create_group('vars');
    } finally {
      file.close();
    }
    return await readFile(place);
  } catch (error) {
    throw fileError(error, `write ${place}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
