/** The network of a training, on all its threads. */
import type { Dataset } from '../data/dataset';
import type { Engine, ReplicaPlan } from '../engine/engine';
import { buildModel, locateModel } from '../models';
import type { RunSession } from './execute';
import type { Computing } from './training';

/**
 * A new network with random weights. The caller disposes: first the replicas, then the model.
 * @throws UserError when the memory does not suffice for a batch, or a thread does not start
 */
export async function createComputing(
  { resolved }: Pick<RunSession, 'resolved'>,
  engine: Engine,
  dataset: Dataset,
): Promise<Computing> {
  const plan: ReplicaPlan = {
    model: locateModel(resolved.model, resolved.baseDirectory),
    shape: {
      classes: dataset.classNames.length,
      seed: resolved.seed,
      inputShape: [dataset.height, dataset.width, dataset.channels],
    },
    optimizer: resolved.training.optimizer,
    rule: resolved.data.labels.rule === 'multiTarget' ? 'bestAccepted' : 'distribution',
  };
  const model = buildModel(engine.tf, plan.model, plan.shape);
  try {
    engine.checkBatch?.(model, resolved.training.batchSize);
    const replicas = await engine.replicate?.(model, plan);
    return { engine, model, replicas, rule: plan.rule };
  } catch (error) {
    model.dispose();
    throw error;
  }
}
