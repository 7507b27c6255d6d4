/** Loads the best model of a run from its `model/` folder. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs';
import { runFiles } from '../../schemas/runDirectory';
import { UserError } from '../../schemas/userError';
import type { TF } from '../engine/contract';
import { printable } from '../../words/printable';
import { readModelJson } from '../models/modelJson';
import { readGroup, specOf } from '../weights/layersFile';

/** @throws UserError when the run has no model or it is damaged */
export async function loadModel(tf: TF, runDirectory: string): Promise<LayersModel> {
  const folder = path.join(runDirectory, runFiles.model);
  const file = path.join(folder, 'model.json');
  if (!existsSync(file)) {
    throw new UserError(
      'The run has no trained model yet.',
      'It is there after the first epoch. If the folder model/ was deleted, repeat the run.',
    );
  }
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
    throw new UserError(`${file} is not a model that can be loaded: ${why}`, 'Repeat the run.', 1);
  }
}
