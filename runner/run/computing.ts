/** Makes the network for a training, on all its threads. */
import type { LayersModel } from '@tensorflow/tfjs';
import { trainingStages } from '../../experiment/trainingStages';
import type { ResolvedExperiment } from '../../experiment/types';
import type { Dataset } from '../data/dataset';
import type { Engine, ReplicaPlan, Replicas } from '../engine/contract';
import { buildModel, locateModel } from '../models';
import { classCounts } from '../train/batches';
import { stepTechniques } from '../train/stepTechniques';
import { setTrained, trainedLayers } from '../train/trainable';
import { checkMemory, replicate } from '../parallel';
import type { RunSession } from './session';
import type { TrainingPlan } from '../train/trainer';

export interface Computing extends Pick<TrainingPlan, 'engine' | 'model' | 'rule' | 'techniques'> {
  readonly engine: Engine;
  readonly replicas?: Replicas | undefined;
}

/**
 * Makes a new network with random weights. The caller disposes it: first the replicas, then the model.
 * @throws UserError if a stage trains no layer, if there is not enough memory for a batch, or if a thread does not start
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
    techniques: resolved.techniques,
    classCounts: classCounts(dataset),
  };
  const model = buildModel(engine.tf, plan.model, plan.shape);
  try {
    const { batchSize, gradientAccumulation } = resolved.training;
    for (const trained of stageLayers(resolved, model)) {
      setTrained(model, trained);
      checkMemory(engine, model, batchSize, gradientAccumulation);
    }
    const replicas = await replicate(engine, model, plan);
    return { engine, model, replicas, rule: plan.rule, techniques: stepTechniques(engine, plan) };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/**
 * The names of the trained layers, stage by stage. Checks all stages, so that a mistake in the second one does not show
 * only after hours.
 * @throws UserError if a stage names no block or layer of the model, or if nothing is left to train
 */
export function stageLayers({ training }: Pick<ResolvedExperiment, 'training'>, model: LayersModel): string[][] {
  const { batchNormalization } = training;
  return trainingStages(training).map(({ trainable }, i) => {
    const setting = i === 0 ? 'training.trainable' : 'training.fineTuning.trainable';
    return trainedLayers(model, { trainable, batchNormalization, setting });
  });
}
