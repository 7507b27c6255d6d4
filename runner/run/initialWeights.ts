/** The first weights of a run that does not begin from random ones. */
import type { LayersModel } from '@tensorflow/tfjs';
import { hasBase } from '../../experiment/defaults';
import type { Dataset } from '../data/dataset';
import type { Engine, Replicas } from '../engine/engine';
import { locateModel } from '../models';
import { readWeights } from '../train/tensorStore';
import { loadBaseWeights } from '../weights';
import type { RunSession } from './execute';
import { PhaseProgress } from './phaseProgress';

export interface NewModel {
  readonly engine: Engine;
  /** Built from the seed. */
  readonly model: LayersModel;
  /** Copies of it, with the weights that it was built with. */
  readonly replicas?: Replicas | undefined;
  readonly dataset: Dataset;
}

/**
 * Gives a new model and its copies the weights that its settings ask for: first the base's, then those of `initFrom`.
 * Not for a run that goes on from a checkpoint.
 */
export async function initialiseWeights(
  { resolved, emit }: RunSession,
  { engine, model, replicas }: NewModel,
): Promise<void> {
  const progress = new PhaseProgress(emit, 'building-model');
  await loadBaseWeights(engine.tf, model, locateModel(resolved.model, resolved.baseDirectory), {
    onProgress: ({ detail, done, total }) => {
      progress.report(detail, done, total);
    },
  });
  if (hasBase(resolved.model) || resolved.initFrom) replicas?.restore({ weights: await readWeights(model) });
}
