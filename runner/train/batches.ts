/** Batches for training: order, pixels and targets of every example follow from (seed, epoch, example) alone. */
import type { Dataset } from '../data/dataset';
import { Random } from '../random';
import type { PixelPipeline } from '../techniques';
import type { Draw } from '../techniques/technique';
import type { Batch } from '../engine/contract';

/** Changes one example's target, a probability vector over the classes, in place. */
export type LabelStage = (target: Float32Array, draw: Draw) => void;

/** What the model reads of an example. */
export interface ExampleInput {
  /** Floats of one example. */
  readonly size: number;
  write(example: number, out: Float32Array, draw: Draw): void;
}

/** The image itself, as the pipeline leaves it. */
export function imageInput({ width, height, pixels }: Dataset, pipeline: PixelPipeline): ExampleInput {
  const size = width * height;
  return {
    size,
    write: (example, out, draw) => pipeline(pixels.subarray(example * size, (example + 1) * size), out, draw),
  };
}

export interface BatchStages {
  readonly input: ExampleInput;
  /** In order. */
  readonly labels: readonly LabelStage[];
  /** Loss weight of an example. */
  readonly weightOf: (example: number) => number;
}

/**
 * Parts of a batch, one after another, whose sizes differ by one at most; they share its arrays.
 * @param parts at least 1; there are no more than examples
 */
export function partsOf(batch: Batch, parts: number): Batch[] {
  const { count } = batch;
  const number = Math.min(parts, count);
  return Array.from({ length: number }, (_, part) => {
    const [start, end] = [part, part + 1].map((edge) => Math.floor((edge * count) / number)) as [number, number];
    return slice(batch, start, end);
  });
}

/** Examples from `start` to before `end`; shares the arrays. */
export function slice({ count, images, targets, weights }: Batch, start: number, end: number): Batch {
  const of = (values: Float32Array) => values.subarray((start * values.length) / count, (end * values.length) / count);
  return { count: end - start, images: of(images), targets: of(targets), weights: of(weights) };
}

export class BatchSource {
  readonly stepsPerEpoch: number;
  private readonly classes: number;
  private readonly images: Float32Array;
  private readonly targets: Float32Array;
  private readonly weights: Float32Array;
  private epoch = 0;
  private order = new Uint32Array(0);

  /** @param seed of the run */
  constructor(
    private readonly dataset: Dataset,
    private readonly seed: number,
    readonly batchSize: number,
    private readonly stages: BatchStages,
  ) {
    this.stepsPerEpoch = Math.ceil(dataset.splits.train.length / batchSize);
    this.classes = dataset.classNames.length;
    this.images = new Float32Array(batchSize * stages.input.size);
    this.targets = new Float32Array(batchSize * this.classes);
    this.weights = new Float32Array(batchSize);
  }

  /**
   * The batch of a step. The last one of an epoch holds what is left over, as Keras does it.
   * @param epoch from 1
   * @param step from 1 to `stepsPerEpoch`
   */
  batch(epoch: number, step: number): Batch {
    const examples = this.examples(epoch, step);
    const { classes } = this;
    const { input } = this.stages;
    examples.forEach((example, row) => {
      const draw = { seed: this.seed, epoch: epoch - 1, example };
      input.write(example, this.images.subarray(row * input.size, (row + 1) * input.size), draw);
      const target = this.targets.subarray(row * classes, (row + 1) * classes);
      target.set(this.dataset.targets.subarray(example * classes, (example + 1) * classes));
      for (const stage of this.stages.labels) stage(target, draw);
      this.weights[row] = this.stages.weightOf(example);
    });
    const count = examples.length;
    return {
      count,
      images: this.images.subarray(0, count * input.size),
      targets: this.targets.subarray(0, count * classes),
      weights: this.weights.subarray(0, count),
    };
  }

  /** Example ids of a batch. */
  examples(epoch: number, step: number): Uint32Array {
    if (epoch !== this.epoch) {
      this.order = new Random(this.seed, 'shuffle', epoch - 1).shuffle(this.dataset.splits.train.slice());
      this.epoch = epoch;
    }
    return this.order.subarray((step - 1) * this.batchSize, step * this.batchSize);
  }
}

/** FER+ paper's probability rule: each epoch draws one label from the example's vote distribution. */
export const drawLabel: LabelStage = (target, { seed, epoch, example }) => {
  const point =
    new Random(seed, 'label-draw', epoch, example).uniform() * target.reduce((sum, share) => sum + share, 0);
  let chosen = 0;
  let reached = 0;
  for (let index = 0; index < target.length; index++) {
    if (target[index]! <= 0) continue;
    chosen = index;
    reached += target[index]!;
    if (point < reached) break;
  }
  target.fill(0);
  target[chosen] = 1;
};

/** The class with the largest target, the first where several tie: what Keras weighs a soft label by. */
export function trainingClass({ classNames, targets }: Dataset, example: number): number {
  const start = example * classNames.length;
  const target = targets.subarray(start, start + classNames.length);
  return target.indexOf(Math.max(...target));
}
