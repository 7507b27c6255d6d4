/** Puts stored values back into a model and its optimizer. */
import type { LayersModel } from '@tensorflow/tfjs';
import type { StoredTraining, TF } from '../engine/contract';
import type { ImportanceUnit } from './importanceUnit';
import type { Optimizer } from './optimizers';
import { makeTensors, writeWeights } from './tensorStore';

/** @throws Error if the values do not fit this model and this optimizer */
export function restoreTraining(
  tf: TF,
  model: LayersModel,
  optimizer: Optimizer,
  { weights, slots, step = 0, importance }: StoredTraining,
  unit?: ImportanceUnit,
): void {
  writeWeights(tf, model, weights);
  if (importance) unit?.restore(importance);
  if (!slots) return;
  const tensors = makeTensors(tf, slots);
  optimizer.restore(tensors, step);
  for (const { tensor } of tensors) tensor.dispose();
}
