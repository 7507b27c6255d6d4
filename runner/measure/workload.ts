/** A network in training on generated pixels, through the same code as a run. */
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { resolveTraining } from '../../experiment/defaults';
import type { ResolvedExperiment } from '../../experiment/types';
import type { Engine } from '../engine/engine';
import { buildModel } from '../models';
import { Random } from '../random';
import type { Batch } from '../train/batches';
import { createOptimizer } from '../train/optimizers';
import { TrainStep, trainableVariables } from '../train/step';

/** Side of the faces of FER2013, pixels. */
const side = 48;
const classes = 7;

/** The values do not matter to the time; what they are must not be degenerate, as denormal numbers are slow. */
function noiseBatch(count: number): Batch {
  const random = new Random(1, 'measure', 0, 0);
  const images = Float32Array.from({ length: count * side * side }, () => random.uniform());
  const targets = new Float32Array(count * classes);
  for (let row = 0; row < count; row++) targets[row * classes + (row % classes)] = 1;
  return { count, height: side, width: side, images, targets, weights: new Float32Array(count).fill(1) };
}

export class Workload {
  private readonly model: LayersModel;
  private readonly batch: Batch;
  private readonly step: TrainStep;
  private seed = 0;

  constructor(
    private readonly engine: Engine,
    model: ResolvedExperiment['model'],
    readonly batchSize: number,
  ) {
    this.model = buildModel(engine.tf, model, { classes, seed: 1, inputShape: [side, side, 1] });
    const { optimizer } = resolveTraining({ epochs: 1 });
    this.batch = noiseBatch(batchSize);
    this.step = new TrainStep(
      engine,
      this.model,
      createOptimizer(engine, optimizer, trainableVariables(this.model)),
      'distribution',
    );
  }

  /** One training step, to where its loss has been read. */
  async train(): Promise<void> {
    const { loss, correct } = await this.step.run(this.batch, this.seed++, 1e-3);
    await loss.data();
    this.engine.tf.dispose([loss, correct]);
  }

  /** Predicts one batch and reads the probabilities. */
  async predict(): Promise<void> {
    const { tf } = this.engine;
    const output = tf.tidy(() => {
      const images = tf.tensor4d(this.batch.images, [this.batchSize, side, side, 1]);
      return this.model.predictOnBatch(images) as Tensor;
    });
    await output.data();
    output.dispose();
  }
}
