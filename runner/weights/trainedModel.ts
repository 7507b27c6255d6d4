/** Loads a trained network as a whole, as a run saved it. */
import type { LayersModel } from '@tensorflow/tfjs';
import { UserError } from '../../schemas/userError';
import { printable } from '../../words/printable';
import type { TF } from '../engine/contract';
import { readModelJson } from '../models/modelJson';
import { readGroup, specOf } from './layersFile';

/**
 * @param file absolute path of model.json
 * @param remedy what to do about a file that is damaged
 * @throws UserError
 */
export async function loadTrainedModel(tf: TF, file: string, remedy: string): Promise<LayersModel> {
  const { root, groups } = readModelJson(file);
  const weights: Buffer[] = [];
  for (const group of groups) weights.push(await readGroup(file, group));
  try {
    return await tf.loadLayersModel({
      load: () =>
        Promise.resolve({
          modelTopology: root['modelTopology'] as object,
          weightSpecs: groups.flatMap((group) => group.weights.map(specOf)),
          weightData: Uint8Array.from(Buffer.concat(weights)).buffer,
        }),
    });
  } catch (error) {
    const why = printable((error as Error).message);
    throw new UserError(`${file} is not a model that can be loaded: ${why}`, remedy, 1);
  }
}
