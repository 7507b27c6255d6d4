/** Which layers each stage of a run trains. */
import type { LayersModel } from '@tensorflow/tfjs';
import { trainingStages } from '../../experiment/trainingStages';
import type { ResolvedExperiment } from '../../experiment/types';
import { trainedLayers } from '../train/trainable';

/**
 * Names of layers, stage by stage: what the second stage would object to is not found out hours into the run.
 * @throws UserError when a stage names no block or layer of the model, or nothing is left to train
 */
export function stageLayers({ training }: Pick<ResolvedExperiment, 'training'>, model: LayersModel): string[][] {
  const { batchNormalization } = training;
  return trainingStages(training).map(({ trainable }, i) => {
    const setting = i === 0 ? 'training.trainable' : 'training.fineTuning.trainable';
    return trainedLayers(model, { trainable, batchNormalization, setting });
  });
}
