import type { Variable } from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { composedUpdates } from '../../../../runner/engine/composedUpdates';
import type { Engine, OptimizerUpdates } from '../../../../runner/engine/engine';
import { assertClose, uniformValues } from '../kernelCases';
import { buildTimeout, embeddedEngine } from './embedded';

/** Not a multiple of four: vectors and the rest are both computed. */
const length = 103;
const steps = 5;
const rmsprop = { learningRate: 0.01, rho: 0.8, epsilon: 1e-7 };
const adam = { rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

describe('embedded engine: optimizer updates', () => {
  let engine: Engine;
  before(async function () {
    this.timeout(buildTimeout);
    engine = await embeddedEngine();
  });

  const gradientOf = (step: number) => uniformValues(length, 20 + step);

  /** The closed form of Keras's Adam, or AdamW, in float64. */
  function adamByHand(weightDecay: number): number[] {
    const weight = Array.from(uniformValues(length, 1));
    const [m, v] = [new Array<number>(length).fill(0), new Array<number>(length).fill(0)];
    for (let t = 1; t <= steps; t++) {
      const g = gradientOf(t);
      const alpha = (adam.rate * Math.sqrt(1 - adam.beta2 ** t)) / (1 - adam.beta1 ** t);
      for (let i = 0; i < length; i++) {
        m[i] = adam.beta1 * m[i]! + (1 - adam.beta1) * g[i]!;
        v[i] = adam.beta2 * v[i]! + (1 - adam.beta2) * g[i]! ** 2;
        weight[i]! *= 1 - adam.rate * weightDecay;
        weight[i]! -= (alpha * m[i]!) / (Math.sqrt(v[i]!) + adam.epsilon);
      }
    }
    return weight;
  }

  function rmspropByHand(momentum: number): number[] {
    const weight = Array.from(uniformValues(length, 1));
    const [square, velocity] = [new Array<number>(length).fill(0), new Array<number>(length).fill(0)];
    for (let t = 1; t <= steps; t++) {
      const g = gradientOf(t);
      for (let i = 0; i < length; i++) {
        square[i] = rmsprop.rho * square[i]! + (1 - rmsprop.rho) * g[i]! ** 2;
        const step = (rmsprop.learningRate * g[i]!) / Math.sqrt(square[i]! + rmsprop.epsilon);
        velocity[i] = momentum * velocity[i]! + step;
        weight[i]! -= velocity[i]!;
      }
    }
    return weight;
  }

  function momentumByHand(nesterov: boolean): number[] {
    const weight = Array.from(uniformValues(length, 1));
    const velocity = new Array<number>(length).fill(0);
    for (let t = 1; t <= steps; t++) {
      const g = gradientOf(t);
      for (let i = 0; i < length; i++) {
        velocity[i] = 0.9 * velocity[i]! - 0.1 * g[i]!;
        weight[i]! += nesterov ? 0.9 * velocity[i]! - 0.1 * g[i]! : velocity[i]!;
      }
    }
    return weight;
  }

  /** Runs the steps and gives the weight; fails if a tensor stays behind. */
  function train(slots: number, update: (weight: Variable, slots: Variable[], step: number) => void): Float32Array {
    const { tf } = engine;
    const start = tf.memory().numTensors;
    const variables = tf.tidy(() => [
      tf.variable(tf.tensor1d(uniformValues(length, 1))),
      ...Array.from({ length: slots }, () => tf.variable(tf.zeros([length]), false)),
    ]);
    const [weight, ...rest] = variables;
    for (let t = 1; t <= steps; t++) update(weight!, rest, t);
    const values = Float32Array.from(weight!.dataSync());
    tf.dispose(variables);
    assert.equal(tf.memory().numTensors, start);
    return values;
  }

  const withAdam = (updates: OptimizerUpdates, weightDecay: number) =>
    train(2, (weight, [first, second], t) => {
      const gradient = engine.tf.tensor1d(gradientOf(t));
      const alpha = (adam.rate * Math.sqrt(1 - adam.beta2 ** t)) / (1 - adam.beta1 ** t);
      const decay = adam.rate * weightDecay;
      updates.adam(weight, { first: first!, second: second! }, gradient, { ...adam, alpha, decay });
      gradient.dispose();
    });
  const withRmsprop = (updates: OptimizerUpdates, momentum: number) =>
    train(2, (weight, [square, velocity], t) => {
      const gradient = engine.tf.tensor1d(gradientOf(t));
      const settings = { ...rmsprop, momentum };
      updates.rmsprop(weight, { square: square!, velocity: velocity! }, gradient, settings);
      gradient.dispose();
    });
  const withMomentum = (updates: OptimizerUpdates, nesterov: boolean) =>
    train(1, (weight, [velocity], t) => {
      const gradient = engine.tf.tensor1d(gradientOf(t));
      updates.momentum(weight, velocity!, gradient, { learningRate: 0.1, momentum: 0.9, nesterov });
      gradient.dispose();
    });

  for (const kind of ['fused', 'composed'] as const) {
    const updates = () => (kind === 'fused' ? engine.updates : composedUpdates(engine.tf));
    it(`${kind}: Adam as Keras computes it`, () => assertClose(withAdam(updates(), 0), adamByHand(0), 1e-6, 'weight'));
    it(`${kind}: AdamW as Keras computes it`, () =>
      assertClose(withAdam(updates(), 0.5), adamByHand(0.5), 1e-6, 'weight'));
    for (const momentum of [0, 0.9]) {
      it(`${kind}: RMSprop with momentum ${momentum} as Keras computes it`, () =>
        assertClose(withRmsprop(updates(), momentum), rmspropByHand(momentum), 1e-6, 'weight'));
    }
    for (const nesterov of [false, true]) {
      it(`${kind}: momentum${nesterov ? ' of Nesterov' : ''} as Keras computes it`, () =>
        assertClose(withMomentum(updates(), nesterov), momentumByHand(nesterov), 1e-6, 'weight'));
    }
  }

  it('leaves a clone of the old weight as it was', () => {
    const { tf } = engine;
    tf.tidy(() => {
      const weight = tf.variable(tf.tensor1d([1, 2, 3]));
      const velocity = tf.variable(tf.zeros([3]), false);
      const old = weight.clone();
      engine.updates.momentum(weight, velocity, tf.ones([3]), { learningRate: 1, momentum: 0, nesterov: false });
      assert.deepEqual([...old.dataSync()], [1, 2, 3]);
      assert.deepEqual([...weight.dataSync()], [0, 1, 2]);
      tf.dispose([weight, velocity]);
    });
  });
});
