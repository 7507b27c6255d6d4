/** Makes batches for training. Order, pixels and targets of every example depend only on (seed, epoch, example). */
import type { Dataset } from '../data/dataset';
import { Random } from '../random';
import type { PixelPipeline } from '../techniques';
import type { BatchFunction, Draw } from '../techniques/technique';
import type { Batch } from '../engine/contract';

/** Changes one example's target, a probability vector over the classes, in place. */
export type LabelStage = (target: Float32Array, draw: Draw) => void;

/** How the model's input is made from an example. */
export interface ExampleInput {
  /** Number of floats of one example. */
  readonly size: number;
  write(example: number, out: Float32Array, draw: Draw): void;
}

/** The image itself, after the pipeline. */
export function imageInput({ width, height, pixels }: Dataset, pipeline: PixelPipeline): ExampleInput {
  const size = width * height;
  return {
    size,
    write: (example, out, draw) => pipeline(pixels.subarray(example * size, (example + 1) * size), out, draw),
  };
}

export interface BatchStages {
  readonly input: ExampleInput;
  /** In the order in which they are applied. */
  readonly labels: readonly LabelStage[];
  /** Loss weight of an example. */
  readonly weightOf: (example: number) => number;
  /** What is done to the whole batch then. */
  readonly mix?: BatchFunction | undefined;
}

/**
 * Divides a batch into consecutive parts whose sizes differ by one at most; they share its arrays.
 * @param parts at least 1; a batch with fewer examples has one part for each
 */
export function partsOf(batch: Batch, parts: number): Batch[] {
  const { count } = batch;
  const number = Math.min(parts, count);
  return Array.from({ length: number }, (_, part) => {
    const [start, end] = [part, part + 1].map((edge) => Math.floor((edge * count) / number)) as [number, number];
    return slice(batch, start, end);
  });
}

/** The examples from `start` up to but not including `end`; shares the arrays. */
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

  /** @param seed the seed of the run */
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
   * The batch of a step. As in Keras, the last one of an epoch has the remaining examples.
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
    const batch = {
      count,
      images: this.images.subarray(0, count * input.size),
      targets: this.targets.subarray(0, count * classes),
      weights: this.weights.subarray(0, count),
    };
    this.stages.mix?.(batch, { seed: this.seed, epoch: epoch - 1, step: step - 1 });
    return batch;
  }

  /**
   * The first batches of an epoch that have at least so many examples together, or all of the epoch. Each is gone when the
   * next one is made.
   * @param parts that each batch is divided into
   */
  *first(epoch: number, examples: number, parts: number): Generator<Batch> {
    for (let step = 1; step <= this.stepsPerEpoch && (step - 1) * this.batchSize < examples; step++) {
      yield* partsOf(this.batch(epoch, step), parts);
    }
  }

  /** The ids of the examples in a batch. */
  examples(epoch: number, step: number): Uint32Array {
    if (epoch !== this.epoch) {
      this.order = new Random(this.seed, 'shuffle', epoch - 1).shuffle(this.dataset.splits.train.slice());
      this.epoch = epoch;
    }
    return this.order.subarray((step - 1) * this.batchSize, step * this.batchSize);
  }
}

/** The probability rule of the FER+ paper: each epoch draws one label from the example's distribution of votes. */
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

/** The training faces of each class; shares of a face where labels are soft. */
export function classCounts({ classNames, targets, splits }: Dataset): number[] {
  const classes = classNames.length;
  const counts = new Float64Array(classes);
  for (const example of splits.train) for (let c = 0; c < classes; c++) counts[c]! += targets[example * classes + c]!;
  return [...counts];
}

/** The class with the largest target, or the first of several. Keras also takes its class weight for a soft label. */
export function trainingClass({ classNames, targets }: Dataset, example: number): number {
  const start = example * classNames.length;
  const target = targets.subarray(start, start + classNames.length);
  return target.indexOf(Math.max(...target));
}
