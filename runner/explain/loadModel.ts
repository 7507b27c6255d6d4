/** Loads the best model of a run from its `model/` folder. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs';
import { runFiles } from '../../schemas/runDirectory';
import { fields, readModelJson } from '../models/modelJson';
import { UserError } from '../../schemas/userError';
import type { TF } from '../engine/contract';
import { loadTrainedModel } from '../weights/trainedModel';

/** The classes of a run's trained network, as they were saved with it; undefined for a model of an earlier version. */
export function savedClasses(runDirectory: string): readonly string[] | undefined {
  const { root } = readModelJson(path.join(runDirectory, runFiles.model));
  const { classNames } = fields(root['userDefinedMetadata']);
  return Array.isArray(classNames) && classNames.every((name) => typeof name === 'string') ? classNames : undefined;
}

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
