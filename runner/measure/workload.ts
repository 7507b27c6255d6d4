/** Trains a network on generated pixels, through the same code as a run. */
import type { LayersModel } from '@tensorflow/tfjs';
import { resolveTraining } from '../../experiment/defaults';
import type { ResolvedExperiment } from '../../experiment/types';
import { ferClasses } from '../data/labels/classes';
import type { Engine, ReplicaPlan, Replicas, Batch, Step } from '../engine/contract';
import { predict } from '../evaluate/predict';
import { buildModel } from '../models';
import { Random } from '../random';
import { evaluationBatchSize } from '../run/evaluation';
import { createOptimizer } from '../train/optimizers';
import { TrainStep, trainableVariables } from '../train/step';
import { checkMemory, replicate } from '../parallel';

/** Side of the faces of FER2013, pixels. */
const side = 48;

/** Evenly spread grey values: they do not affect the time. */
function noise(count: number): Uint8Array {
  const random = new Random(1, 'measure', 0, 0);
  return Uint8Array.from({ length: count * side * side }, () => random.integer(256));
}

function noiseBatch(count: number): Batch {
  const classes = ferClasses.length;
  const targets = new Float32Array(count * classes);
  for (let row = 0; row < count; row++) targets[row * classes + (row % classes)] = 1;
  return {
    count,
    images: Float32Array.from(noise(count), (grey) => grey / 255),
    targets,
    weights: new Float32Array(count).fill(1),
  };
}

export interface WorkloadOptions {
  readonly model: ResolvedExperiment['model'];
  readonly batchSize: number;
}

export class Workload {
  private readonly batch: Batch;
  private readonly step: Step;
  private seed = 0;

  private constructor(
    private readonly engine: Engine,
    private readonly model: LayersModel,
    plan: ReplicaPlan,
    private readonly batchSize: number,
    private readonly replicas?: Replicas,
  ) {
    this.batch = noiseBatch(batchSize);
    const optimizer = createOptimizer(engine, plan.optimizer, trainableVariables(model));
    const step = new TrainStep(engine, model, optimizer, plan.rule);
    this.step = replicas?.share(step) ?? step;
  }

  /** On all the threads that a run would take. */
  static async shared(engine: Engine, options: WorkloadOptions): Promise<Workload> {
    const { model, plan } = prepare(engine, options);
    return new Workload(engine, model, plan, options.batchSize, await replicate(engine, model, plan));
  }

  /** On this thread only, apart from the library's own threads. */
  static alone(engine: Engine, options: WorkloadOptions): Workload {
    const { model, plan } = prepare(engine, options);
    return new Workload(engine, model, plan, options.batchSize);
  }

  /** One training step, until its loss has been read. @returns images */
  async train(): Promise<number> {
    const { loss, correct } = await this.step.run(this.batch, this.seed++, 1e-3);
    await loss.data();
    this.engine.tf.dispose([loss, correct]);
    return this.batchSize;
  }

  /** Makes predictions for as many images as a run takes at a time, on every thread. @returns images */
  predictions(): () => Promise<number> {
    const batchSize = evaluationBatchSize(this.batchSize);
    const count = batchSize * (this.replicas?.count ?? 1);
    const images = { width: side, height: side, pixels: noise(count), classNames: ferClasses };
    const indices = Uint32Array.from({ length: count }, (_, index) => index);
    return async () => {
      await predict(this.engine, this.model, images, indices, { batchSize, replicas: this.replicas });
      return count;
    };
  }

  async dispose(): Promise<void> {
    await this.replicas?.dispose();
  }
}

function prepare(engine: Engine, { model: settings, batchSize }: WorkloadOptions) {
  const plan: ReplicaPlan = {
    model: settings,
    shape: { classes: ferClasses.length, seed: 1, inputShape: [side, side, 1] },
    optimizer: resolveTraining({ epochs: 1 }, settings, false).optimizer,
    rule: 'distribution',
    techniques: {},
    classCounts: [],
  };
  const model = buildModel(engine.tf, settings, plan.shape);
  checkMemory(engine, model, batchSize);
  return { model, plan };
}
