import assert from 'node:assert/strict';
import type { Worker } from 'node:worker_threads';
import type { LayersModel } from '@tensorflow/tfjs';
import type { Engine, ReplicaPlan, Replicas, Batch, Step } from '../../../runner/engine/contract';
import { createWasmEngine } from '../../../runner/engine/wasm/engine';
import { shareOf, shareSeed, shareSizes } from '../../../runner/parallel/shares';
import { predict } from '../../../runner/evaluate/predict';
import { buildModel } from '../../../runner/models';
import { Random } from '../../../runner/random';
import { createOptimizer, type Optimizer } from '../../../runner/train/optimizers';
import { restoreTraining } from '../../../runner/train/restore';
import { TrainStep, trainableVariables } from '../../../runner/train/step';
import { readTensors, readWeights } from '../../../runner/train/tensorStore';
import { assertClose } from '../engine/kernelCases';
import { buildTimeout, embeddedEngine } from '../engine/wasm/embedded';
import { ReplicaFailure } from '../../../runner/engine/replicaFailure';
import { replicate } from '../../../runner/parallel';

const side = 48;
const classes = 7;
const plan: ReplicaPlan = {
  model: { type: 'smallCnn', dropout: 0.3, l2: 0.001 },
  shape: { classes, seed: 9, inputShape: [side, side, 1] },
  optimizer: { type: 'adam', learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  rule: 'distribution',
  techniques: {},
  classCounts: [],
};

function noise(count: number, seed: number): Batch {
  const random = new Random(seed, 'test');
  const targets = new Float32Array(count * classes);
  for (let i = 0; i < count; i++) targets[i * classes + random.integer(classes)] = 1;
  return {
    count,
    images: Float32Array.from({ length: count * side * side }, () => random.uniform()),
    targets,
    weights: Float32Array.from({ length: count }, () => random.between(0.5, 2)),
  };
}

/** A training on `threads` threads. */
class Training {
  private constructor(
    readonly engine: Engine,
    readonly model: LayersModel,
    readonly optimizer: Optimizer,
    readonly own: TrainStep,
    readonly replicas: Replicas | undefined,
    readonly step: Step,
  ) {}

  static async start(threads: number): Promise<Training> {
    const engine = await createWasmEngine(threads);
    const model = buildModel(engine.tf, plan.model, plan.shape);
    const optimizer = createOptimizer(engine, plan.optimizer, trainableVariables(model));
    const own = new TrainStep(engine, model, optimizer, plan.rule);
    const replicas = await replicate(engine, model, plan);
    return new Training(engine, model, optimizer, own, replicas, replicas?.share(own) ?? own);
  }

  /** Sizes of the batches, and the losses. */
  async train(counts: readonly number[], firstSeed = 1): Promise<number[]> {
    const losses: number[] = [];
    for (const [i, count] of counts.entries()) {
      const { loss, correct } = await this.step.run(noise(count, firstSeed + i), firstSeed + i, 1e-3);
      losses.push(loss.dataSync()[0]!);
      this.engine.tf.dispose([loss, correct]);
    }
    return losses;
  }

  async state() {
    return { weights: await readWeights(this.model), slots: await readTensors(this.optimizer.state()) };
  }

  async dispose(): Promise<void> {
    await this.replicas?.dispose();
    this.optimizer.dispose();
    this.model.dispose();
  }
}

describe('embedded engine: copies of a model on several threads', function () {
  this.timeout(buildTimeout);
  const open: Training[] = [];
  const start = async (threads: number) => {
    const training = await Training.start(threads);
    open.push(training);
    return training;
  };
  before(async () => {
    await embeddedEngine();
  });
  afterEach(async () => {
    for (const training of open.splice(0)) await training.dispose();
  });

  it('says how many threads compute', async () => {
    const { description } = await createWasmEngine(3);
    assert.equal(description.threads, 3);
    assert.match(description.device, /^CPU, 3 threads/);
    assert.equal((await createWasmEngine()).description.threads, 1);
  });

  it('keep the same weights, bit for bit, also where a batch is too small for all of them', async () => {
    const training = await start(3);
    await training.train([48, 19, 8, 1, 30]);
    await training.replicas!.verify();
  });

  it('notice weights that are not the same', async () => {
    const training = await start(2);
    const variable = trainableVariables(training.model)[0]!;
    training.engine.tf.tidy(() => variable.assign(training.engine.tf.mul(variable, 1.001)));
    await assert.rejects(training.replicas!.verify(), /no longer have the same weights/);
  });

  it('train to the same bits again', async () => {
    const [first, second] = [await start(2), await start(2)];
    const losses = await first.train([32, 25, 17, 32]);
    assert.deepEqual(await second.train([32, 25, 17, 32]), losses);
    assert.deepEqual(await second.state(), await first.state());
  });

  it('go on from stored state to the same bits', async () => {
    const whole = await start(2);
    await whole.train([32, 20, 32, 9]);
    const before = await start(2);
    await before.train([32, 20]);
    const stored = { ...(await before.state()), step: before.optimizer.step };
    const resumed = await start(2);
    restoreTraining(resumed.engine.tf, resumed.model, resumed.optimizer, stored);
    resumed.replicas!.restore(stored);
    await resumed.train([32, 9], 3);
    assert.deepEqual(await resumed.state(), await whole.state());
    await resumed.replicas!.verify();
  });

  it('make the step of the mean over their shares', async () => {
    const batch = noise(27, 5);
    const seed = 77;
    const shared = await start(2);
    const { loss, correct } = await shared.step.run(batch, seed, 1e-3);
    const single = await start(1);
    const { tf } = single.engine;
    const averages = () => single.model.nonTrainableWeights.map((weight) => Array.from(weight.read().dataSync()));
    const initial = single.model.nonTrainableWeights.map((weight) => tf.clone(weight.read()));
    const sizes = shareSizes(batch.count, 2);
    const parts = sizes.map((size, copy) => {
      single.model.nonTrainableWeights.forEach((weight, i) => weight.write(initial[i]!));
      const computed = single.own.compute(shareOf(batch, sizes, copy)!, shareSeed(seed, copy));
      return { ...computed, share: size / batch.count, averages: averages() };
    });
    const mean = (values: (part: (typeof parts)[number]) => number) =>
      parts.reduce((sum, part) => sum + part.share * values(part), 0);
    assert.ok(Math.abs(loss.dataSync()[0]! - mean((part) => part.loss.dataSync()[0]!)) < 1e-5);
    assert.equal(
      correct.dataSync()[0]!,
      parts.reduce((sum, part) => sum + part.correct.dataSync()[0]!, 0),
    );
    shared.model.nonTrainableWeights.forEach((weight, i) => {
      const expected = parts[0]!.averages[i]!.map((_, at) => mean((part) => part.averages[i]![at]!));
      assertClose(weight.read().dataSync(), Float64Array.from(expected), 1e-6, weight.originalName);
    });
    const gradients = Object.fromEntries(
      Object.keys(parts[0]!.gradients).map((name) => [
        name,
        tf.addN(parts.map((part) => tf.mul(part.gradients[name]!, part.share))),
      ]),
    );
    single.own.apply(gradients, 1e-3);
    trainableVariables(shared.model).forEach((variable, i) => {
      const expected = trainableVariables(single.model)[i]!.dataSync();
      // Adam's first step is the rate times the gradient's sign: rounding shows where a gradient is next to nothing.
      assertClose(variable.dataSync(), expected, 1e-4, variable.name);
    });
  });

  it('leave other dropout masks to every copy', () => {
    assert.equal(shareSeed(5, 0), 5);
    assert.equal(new Set([0, 1, 2, 3].map((copy) => shareSeed(5, copy))).size, 4);
    assert.equal(shareSeed(5, 2), shareSeed(5, 2));
  });

  it('predict to the same bits as one thread', async () => {
    const count = 45;
    const random = new Random(2, 'test');
    const dataset = {
      width: side,
      height: side,
      classNames: Array.from({ length: classes }, (_, i) => `class ${i}`),
      pixels: Uint8Array.from({ length: count * side * side }, () => random.integer(256)),
    };
    const indices = Uint32Array.from({ length: count }, (_, i) => count - 1 - i);
    const { engine, model, replicas } = await start(3);
    const done: number[] = [];
    const onProgress = (images: number) => done.push(images);
    const together = await predict(engine, model, dataset, indices, { batchSize: 8, replicas, onProgress });
    const alone = await predict(engine, model, dataset, indices, { batchSize: 8 });
    assert.deepEqual(together, alone);
    assert.deepEqual(done, [24, 45]);
  });

  it('keep the number of tensors over steps', async () => {
    const training = await start(2);
    const { tf } = training.engine;
    await training.train([16]);
    const before = tf.memory().numTensors;
    await training.train([16, 32, 3]);
    assert.equal(tf.memory().numTensors, before);
  });

  it('fail with words when one ends, and leave everything as after the last whole step', async () => {
    const workers: Worker[] = [];
    const watch = (worker: Worker) => workers.push(worker);
    process.on('worker', watch);
    const training = await start(3);
    process.off('worker', watch);
    assert.equal(workers.length, 2);
    await training.train([32]);
    const before = await training.state();
    const tensors = training.engine.tf.memory().numTensors;
    const step = training.step.run(noise(32, 2), 2, 1e-3);
    await workers[1]!.terminate();
    await assert.rejects(
      async () => step,
      (error) => {
        assert.ok(error instanceof ReplicaFailure);
        assert.match(error.message, /^Training thread 3 of 3 ended unexpectedly \(exit code 1\)\.$/);
        assert.match(error.remedy!, /Resume the run .* FEREXP_WASM_WORKERS=1/);
        return true;
      },
    );
    assert.deepEqual(await training.state(), before);
    assert.equal(training.engine.tf.memory().numTensors, tensors);
    await assert.rejects(async () => training.step.run(noise(32, 2), 2, 1e-3), ReplicaFailure);
    await assert.rejects(training.replicas!.predict(2, noise(1, 1).images, [1, side, side, 1]), ReplicaFailure);
  });

  it('fail with words when one throws', async () => {
    const training = await start(2);
    await training.train([16]);
    await assert.rejects(training.replicas!.predict(1, new Float32Array(5), [1, side, side, 1]), (error) => {
      assert.ok(error instanceof ReplicaFailure);
      assert.match(error.message, /^Training thread 2 of 2 failed: /);
      return true;
    });
  });
});
