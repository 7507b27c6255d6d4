/** The best model of a run, as its `model/` folder holds it. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { io, LayersModel } from '@tensorflow/tfjs';
import { fileError } from '../../rundir/fileError';
import { readJson } from '../../rundir/read';
import { runFiles } from '../../schemas/runDirectory';
import { UserError } from '../../schemas/userError';
import type { TF } from '../engine/engine';

/** @throws UserError where the run has no model or it is damaged */
export async function loadModel(tf: TF, runDirectory: string): Promise<LayersModel> {
  const folder = path.join(runDirectory, runFiles.model);
  const file = path.join(folder, 'model.json');
  if (!existsSync(file)) {
    throw new UserError(
      'The run has no trained model yet.',
      'It is there after the first epoch. If the folder model/ was deleted, repeat the run.',
    );
  }
  const { modelTopology, weightsManifest } = await readJson<io.ModelJSON>(file);
  const weights = await Promise.all(
    weightsManifest.flatMap(({ paths }) => paths).map((name) => readWeights(path.join(folder, name))),
  );
  try {
    return await tf.loadLayersModel({
      load: () =>
        Promise.resolve({
          modelTopology,
          weightSpecs: weightsManifest.flatMap(({ weights: specs }) => specs),
          weightData: Uint8Array.from(Buffer.concat(weights)).buffer,
        }),
    });
  } catch (error) {
    throw new UserError(`${file} is no model that can be loaded: ${(error as Error).message}`, 'Repeat the run.', 1);
  }
}

async function readWeights(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw fileError(error, `read ${file}`);
  }
}
