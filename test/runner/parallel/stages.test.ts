import assert from 'node:assert/strict';
import type { Replicas, ReplicaPlan, StoredTensor, Batch, StepSettings } from '../../../runner/engine/contract';
import { createWasmEngine } from '../../../runner/engine/wasm/engine';
import { buildModel } from '../../../runner/models';
import { Random } from '../../../runner/random';
import { createOptimizer } from '../../../runner/train/optimizers';
import { SplitModel } from '../../../runner/train/splitModel';
import { TrainStep, trainableVariables } from '../../../runner/train/step';
import { readWeights } from '../../../runner/train/tensorStore';
import { setTrained } from '../../../runner/train/trainable';
import { assertClose } from '../engine/kernelCases';
import { buildTimeout, embeddedEngine } from '../engine/wasm/embedded';
import { replicate } from '../../../runner/parallel';

const side = 48;
const classes = 7;
const plan: ReplicaPlan = {
  model: { type: 'smallCnn', dropout: 0, l2: 0.001 },
  shape: { classes, seed: 9, inputShape: [side, side, 1] },
  optimizer: { type: 'sgd', learningRate: 0.1, momentum: 0, nesterov: false },
  rule: 'distribution',
  techniques: {},
  classCounts: [],
};
/** Batch normalisation is frozen, so that parts and shares see what the whole sees. */
const first = ['block5_conv', 'logits'];
const second = ['block3_conv', 'block4_conv', ...first];

function noise(count: number): Batch {
  const random = new Random(8, 'test');
  const targets = new Float32Array(count * classes);
  for (let i = 0; i < count; i++) targets[i * classes + random.integer(classes)] = 1;
  return {
    count,
    images: Float32Array.from({ length: count * side * side }, () => random.uniform()),
    targets,
    weights: new Float32Array(count).fill(1),
  };
}

describe('embedded engine: stages on several threads', function () {
  this.timeout(buildTimeout);
  const open: Replicas[] = [];
  before(async () => {
    await embeddedEngine();
  });
  afterEach(async () => {
    for (const replicas of open.splice(0)) await replicas.dispose();
  });

  async function train(threads: number, settings: StepSettings): Promise<StoredTensor[]> {
    const engine = await createWasmEngine(threads);
    const model = buildModel(engine.tf, plan.model, plan.shape);
    const replicas = await replicate(engine, model, plan);
    if (replicas) open.push(replicas);
    for (const trained of [first, second]) {
      setTrained(model, trained);
      const optimizer = createOptimizer(engine, plan.optimizer, trainableVariables(model));
      const own = new TrainStep(engine, model, optimizer, plan.rule, settings);
      const step = replicas?.share(own) ?? own;
      const { loss, correct } = await step.run(noise(26), 1, 0.1);
      engine.tf.dispose([loss, correct]);
      optimizer.dispose();
    }
    await replicas?.verify();
    const weights = await readWeights(model);
    model.dispose();
    return weights;
  }

  it('make the steps that one thread makes, in parts or not', async () => {
    const expected = await train(1, { parts: 1, reads: 'images' });
    for (const [threads, parts] of [
      [1, 4],
      [2, 1],
      [2, 3],
    ] as const) {
      const actual = await train(threads, { parts, reads: 'images' });
      actual.forEach(({ name, values }, i) =>
        assertClose(values, expected[i]!.values, 2e-5, `${name}, ${threads}, ${parts}`),
      );
    }
  });

  it('give the features of the frozen part', async () => {
    const engine = await createWasmEngine(2);
    const { tf } = engine;
    const model = buildModel(tf, plan.model, plan.shape);
    const replicas = (await replicate(engine, model, plan))!;
    open.push(replicas);
    const { images, count } = noise(5);
    for (const trained of [['logits'], second]) {
      setTrained(model, trained);
      const split = new SplitModel(engine, model);
      const own = tf.tidy(() => split.features(tf.tensor(images, [count, side, side, 1])).dataSync());
      const other = await replicas.features(1, images, [count, side, side, 1]);
      assert.deepEqual(other, Float32Array.from(own));
    }
    model.dispose();
  });
});
