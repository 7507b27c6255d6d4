/** Loads the best model of a run from its `model/` folder. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs';
import { runFiles } from '../../schemas/runDirectory';
import { UserError } from '../../schemas/userError';
import type { TF } from '../engine/contract';
import { loadTrainedModel } from '../weights/trainedModel';

/** @throws UserError when the run has no model or it is damaged */
export async function loadModel(tf: TF, runDirectory: string): Promise<LayersModel> {
  const file = path.join(runDirectory, runFiles.model, 'model.json');
  if (!existsSync(file)) {
    throw new UserError(
      'The run has no trained model yet.',
      'It is there after the first epoch. If the folder model/ was deleted, repeat the run.',
    );
  }
  return loadTrainedModel(tf, file, 'Repeat the run.');
}
