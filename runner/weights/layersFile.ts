/** The weight files that a TensorFlow.js `model.json` names. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileError } from '../../rundir/fileError';
import { UserError } from '../../schemas/userError';
import type { TF } from '../engine/engine';
import { readTopology } from '../models/topology';
import type { StoredWeight, StoredWeights } from './stored';

/**
 * @param base absolute path of model.json or of its folder
 * @throws UserError when a file is missing, cut short or of an unknown form
 */
export async function readLayersFile(tf: TF, base: string): Promise<StoredWeights> {
  const { file, weightsManifest } = readTopology(base);
  const stored = new Map<string, StoredWeight[]>();
  for (const { paths, weights: specs } of weightsManifest) {
    const parts: Buffer[] = [];
    for (const name of paths) {
      const part = path.join(path.dirname(file), name);
      try {
        parts.push(await readFile(part));
      } catch (error) {
        throw fileError(error, `read the weights of ${file}: ${part}`);
      }
    }
    for (const [name, weight] of decode(tf, file, Buffer.concat(parts), specs)) {
      // A recurrent cell's name stands between its layer's and the weight's.
      const [layer, ...rest] = name.split('/');
      const entry = { name: rest.at(-1)!, ...weight };
      const earlier = stored.get(layer!);
      if (earlier) earlier.push(entry);
      else stored.set(layer!, [entry]);
    }
  }
  if (stored.size === 0) {
    throw new UserError(
      `${file} names no weights.`,
      'Save the base with its weights: `model.save` of TensorFlow.js does so by default.',
    );
  }
  return stored;
}

type Specs = Parameters<TF['io']['decodeWeights']>[1];

type Decoded = readonly [name: string, weight: Pick<StoredWeight, 'shape' | 'values'>];

function decode(tf: TF, file: string, bytes: Buffer, specs: Specs): Decoded[] {
  try {
    // A copy that begins at zero: numbers are read in place, at multiples of their size.
    const tensors = tf.io.decodeWeights(Uint8Array.from(bytes).buffer, specs);
    const decoded = Object.entries(tensors).map(([name, tensor]): Decoded => [
      name,
      { shape: tensor.shape, values: Float32Array.from(tensor.dataSync()) },
    ]);
    tf.dispose(tensors);
    return decoded;
  } catch (error) {
    throw new UserError(
      `The weights of ${file} cannot be read: ${(error as Error).message}`,
      'Copy the base model anew, all files of its folder.',
    );
  }
}
