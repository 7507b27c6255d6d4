/** Makes the batches that a run trains on. */
import type { ResolvedExperiment } from '../../experiment/types';
import type { Dataset } from '../data/dataset';
import { createBatchPipeline, createLabelPipeline, createPixelPipeline } from '../techniques';
import {
  BatchSource,
  drawLabel,
  type ExampleInput,
  imageInput,
  type LabelStage,
  trainingClass,
} from '../train/batches';
import { classWeights } from '../train/classWeights';
import type { Relabelling } from '../train/relabelling';

/** What a source does otherwise. */
interface Ways {
  /** The labels that training corrects, which count from then on; default: none. */
  readonly relabelling?: Relabelling | undefined;
  /** What the network reads for an example; default: its image, after the techniques. */
  readonly input?: ExampleInput;
}

/**
 * @throws UserError if class weights name something that is not a class
 */
export function batchSource(
  resolved: ResolvedExperiment,
  dataset: Dataset,
  { relabelling, input }: Ways = {},
): BatchSource {
  const { training, data, seed } = resolved;
  const given = (example: number) => trainingClass(dataset, example);
  const classOf = (example: number) => relabelling?.labelOf(example) ?? given(example);
  const weights = classWeights(training.classWeights, dataset.classNames, Array.from(dataset.splits.train, given));
  const smooth = createLabelPipeline(resolved, dataset.classNames.length);
  return new BatchSource(dataset, seed, training.batchSize, {
    input: input ?? imageInput(dataset, createPixelPipeline(resolved, dataset)),
    labels: [
      ...(relabelling ? [corrected(relabelling)] : []),
      ...(data.labels.rule === 'probability' ? [drawLabel] : []),
      smooth,
    ],
    mix: createBatchPipeline(resolved, dataset),
    weightOf: weights ? (example) => weights[classOf(example)]! : () => 1,
  });
}

const corrected =
  (relabelling: Relabelling): LabelStage =>
  (target, { example }) => {
    const label = relabelling.labelOf(example);
    if (label === undefined) return;
    target.fill(0);
    target[label] = 1;
  };
