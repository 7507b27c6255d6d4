/** The network of a training, on all its threads. */
import type { Dataset } from '../data/dataset';
import type { Engine, ReplicaPlan, Replicas } from '../engine/contract';
import { buildModel, locateModel } from '../models';
import { setTrained } from '../train/trainable';
import { stageLayers } from './stageLayers';
import { checkMemory, replicate } from '../parallel';
import type { RunSession } from './session';
import type { TrainingPlan } from '../train/trainer';

export interface Computing extends Pick<TrainingPlan, 'engine' | 'model' | 'rule'> {
  readonly engine: Engine;
  readonly replicas?: Replicas | undefined;
}

/**
 * A new network with random weights. The caller disposes: first the replicas, then the model.
 * @throws UserError when a stage trains no layer of the network, the memory does not suffice for a batch, or a thread does not start
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
    const { batchSize, gradientAccumulation } = resolved.training;
    for (const trained of stageLayers(resolved, model)) {
      setTrained(model, trained);
      checkMemory(engine, model, batchSize, gradientAccumulation);
    }
    const replicas = await replicate(engine, model, plan);
    return { engine, model, replicas, rule: plan.rule };
  } catch (error) {
    model.dispose();
    throw error;
  }
}
