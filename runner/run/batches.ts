/** Makes the batches that a run trains on. */
import type { ResolvedExperiment } from '../../experiment/types';
import type { Dataset } from '../data/dataset';
import { createBatchPipeline, createLabelPipeline, createPixelPipeline } from '../techniques';
import { BatchSource, drawLabel, type ExampleInput, imageInput, trainingClass } from '../train/batches';
import { classWeights } from '../train/classWeights';

/**
 * @param input what the network reads for an example; default: its image, after the techniques
 * @throws UserError if class weights name something that is not a class
 */
export function batchSource(
  resolved: ResolvedExperiment,
  dataset: Dataset,
  input: ExampleInput = imageInput(dataset, createPixelPipeline(resolved, dataset)),
): BatchSource {
  const { training, data, seed } = resolved;
  const classOf = (example: number) => trainingClass(dataset, example);
  const weights = classWeights(training.classWeights, dataset.classNames, Array.from(dataset.splits.train, classOf));
  const smooth = createLabelPipeline(resolved, dataset.classNames.length);
  return new BatchSource(dataset, seed, training.batchSize, {
    input,
    labels: data.labels.rule === 'probability' ? [drawLabel, smooth] : [smooth],
    mix: createBatchPipeline(resolved, dataset),
    weightOf: weights ? (example) => weights[classOf(example)]! : () => 1,
  });
}
