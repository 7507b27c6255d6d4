import assert from 'node:assert/strict';
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { Batch, Engine } from '../../../runner/engine/contract';
import { Random } from '../../../runner/random';
import type { WeightFunction } from '../../../runner/techniques/technique';
import { EvaluatedWeights } from '../../../runner/train/evaluatedWeights';
import { TrainStep } from '../../../runner/train/step';
import { readWeights } from '../../../runner/train/tensorStore';
import { assertClose } from '../engine/kernelCases';
import { buildTimeout, embeddedEngine } from '../engine/wasm/embedded';

const classes = 3;
const inputs = 5;

describe('the evaluated weights', function () {
  this.timeout(buildTimeout);
  let engine: Engine;
  let model: LayersModel;
  before(async () => {
    engine = await embeddedEngine();
  });
  beforeEach(() => {
    const { layers, sequential } = engine.tf;
    model = sequential({
      layers: [
        layers.dense({ name: 'below', units: 4, inputShape: [inputs] }),
        layers.batchNormalization({ name: 'norm', momentum: 0.9 }),
        layers.dense({ name: 'logits', units: classes }),
        layers.softmax({ name: 'probabilities' }),
      ],
    });
  });
  afterEach(() => {
    model.dispose();
  });

  const batchOf = (count: number, seed: number): Batch => {
    const random = new Random(seed, 'test');
    const targets = new Float32Array(count * classes);
    for (let row = 0; row < count; row++) targets[row * classes + random.integer(classes)] = 1;
    const images = Float32Array.from({ length: count * inputs }, () => random.normal() + seed);
    return { count, images, targets, weights: new Float32Array(count).fill(1) };
  };
  const batches = [batchOf(8, 1), batchOf(8, 2), batchOf(4, 3)];

  function evaluated(weights: WeightFunction | undefined, asked: number[] = []): EvaluatedWeights {
    const step = new TrainStep(engine, model, { apply: () => undefined }, 'distribution');
    return new EvaluatedWeights({
      engine,
      model,
      weights,
      stage: { epochs: 2 },
      batches: { stepsPerEpoch: 2 },
      stageStart: 0,
      statisticsBatches: (_, faces) => {
        asked.push(faces);
        return batches;
      },
      forward: (batch, position) => step.forward(batch, position),
    });
  }
  const kernel = () => [...model.getLayer('logits').getWeights()[0]!.dataSync()];
  const setKernel = (value: number) =>
    engine.tf.tidy(() => {
      const [old, bias] = model.getLayer('logits').getWeights();
      model.getLayer('logits').setWeights([engine.tf.fill(old!.shape, value), bias!]);
    });

  it('are those of the last step without a technique, and nothing is copied', async () => {
    const subject = evaluated(undefined);
    subject.stepEnded({ epoch: 1, step: 1 });
    const before = engine.tf.memory().numTensors;
    assert.equal(await subject.during(1, () => Promise.resolve(kernel()[0])), kernel()[0]);
    assert.deepEqual([subject.differ, subject.averaged, subject.state()], [false, false, {}]);
    assert.deepEqual(await subject.tensors(), {});
    assert.equal(engine.tf.memory().numTensors, before);
  });

  it('are the average while they are evaluated and saved; training goes on from its own', async () => {
    const half: WeightFunction = { share: ({ updates }) => (updates === 0 ? 1 : 0.5) };
    const subject = evaluated(half);
    for (const [step, value] of [8, 4, 2].entries()) {
      setKernel(value);
      subject.stepEnded({ epoch: 1, step: step + 1 });
    }
    // 8, then (8 + 4) / 2 = 6, then (6 + 2) / 2 = 4.
    assert.equal(await subject.during(1, () => Promise.resolve(kernel()[0])), 4);
    assert.equal(kernel()[0], 2);
    const stored = (await subject.read()).find(({ name }) => name === 'logits/kernel')!;
    assert.deepEqual([...new Set(stored.values)], [4]);
    let saved: number | undefined;
    await subject.withLatest(async () => {
      saved = kernel()[0];
      return Promise.resolve();
    });
    assert.deepEqual([saved, kernel()[0]], [4, 2]);

    // Another process goes on from what a checkpoint holds.
    const state = JSON.parse(JSON.stringify(subject.state())) as Parameters<typeof subject.restore>[0];
    const resumed = evaluated(half);
    resumed.restore(state, await subject.tensors());
    for (const each of [subject, resumed]) {
      setKernel(10);
      each.stepEnded({ epoch: 2, step: 1 });
      assert.equal(await each.during(2, () => Promise.resolve(kernel()[0])), 7);
      each.dispose();
    }
  });

  it('begin anew where a checkpoint has no average, whatever an earlier stage had counted', async () => {
    const subject = evaluated({ share: ({ updates }) => 1 / (updates + 1) });
    subject.restore({ averageUpdates: 7 } as Parameters<typeof subject.restore>[0], {});
    for (const [step, value] of [2, 6].entries()) {
      setKernel(value);
      subject.stepEnded({ epoch: 1, step: step + 1 });
    }
    assert.equal(await subject.during(1, () => Promise.resolve(kernel()[0])), 4);
    subject.dispose();
  });

  it('have the training’s own weights back when the evaluation fails', async () => {
    const subject = evaluated({ share: () => 1 });
    setKernel(3);
    subject.stepEnded({ epoch: 1, step: 1 });
    setKernel(5);
    await assert.rejects(
      subject.during(1, () => Promise.reject(new Error('stopped'))),
      /stopped/,
    );
    assert.equal(kernel()[0], 5);
    subject.dispose();
  });

  it('have the statistics of all given faces, as if they were one batch, and leave no tensor', async () => {
    const asked: number[] = [];
    const subject = evaluated({ statistics: 20 }, asked);
    const before = engine.tf.memory().numTensors;
    const weightsBefore = await readWeights(model);
    const found = await subject.during(1, () =>
      Promise.resolve(
        model
          .getLayer('norm')
          .getWeights()
          .slice(2)
          .map((tensor) => [...tensor.dataSync()]),
      ),
    );
    assert.deepEqual(asked, [20]);
    const rows = engine.tf.tidy(() => {
      const below = engine.tf.model({ inputs: model.inputs, outputs: model.layers[0]!.output });
      const all = batches.flatMap(({ images }) => [...images]);
      return (below.predict(engine.tf.tensor2d(all, [20, inputs])) as Tensor).arraySync() as number[][];
    });
    const column = (c: number) => rows.map((row) => row[c]!);
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const means = [0, 1, 2, 3].map((c) => mean(column(c)));
    const variances = [0, 1, 2, 3].map((c) => mean(column(c).map((value) => (value - means[c]!) ** 2)));
    assertClose(found[0]!, means, 1e-4, 'means');
    assertClose(found[1]!, variances, 1e-3, 'variances');
    assert.deepEqual(await readWeights(model), weightsBefore);
    assert.equal(engine.tf.memory().numTensors, before);
  });

  it('take no statistics again before an average has begun', async () => {
    const asked: number[] = [];
    const subject = evaluated({ share: ({ endedEpoch }) => (endedEpoch === undefined ? 0 : 1), statistics: 20 }, asked);
    subject.stepEnded({ epoch: 1, step: 1 });
    await subject.during(1, () => Promise.resolve());
    assert.deepEqual(asked, []);
    subject.stepEnded({ epoch: 1, step: 2 });
    await subject.during(1, () => Promise.resolve());
    assert.deepEqual(asked, [20]);
    subject.dispose();
  });
});
