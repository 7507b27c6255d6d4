/** Puts stored values back into a model and its optimizer. */
import type { LayersModel } from '@tensorflow/tfjs';
import type { TF } from '../engine/engine';
import type { Optimizer } from './optimizers';
import { makeTensors, type StoredTensor, writeWeights } from './tensorStore';

export interface StoredTraining {
  /** All weights of the model, moving averages included. */
  readonly weights: readonly StoredTensor[];
  /** The optimizer's own tensors; left as they are where absent. */
  readonly slots?: readonly StoredTensor[];
  /** Steps that the optimizer has taken; with `slots`. */
  readonly step?: number;
}

/** @throws Error when the values are not those of this model and this optimizer */
export function restoreTraining(
  tf: TF,
  model: LayersModel,
  optimizer: Optimizer,
  { weights, slots, step = 0 }: StoredTraining,
): void {
  writeWeights(tf, model, weights);
  if (!slots) return;
  const tensors = makeTensors(tf, slots);
  optimizer.restore(tensors, step);
  for (const { tensor } of tensors) tensor.dispose();
}
