/** Optimizer updates that every engine must compute: against the closed forms of Keras's optimizers in float64. */
import assert from 'node:assert/strict';
import type { Variable } from '@tensorflow/tfjs';
import type { Engine, OptimizerUpdates } from '../../../runner/engine/contract';
import { assertClose, uniformValues } from './kernelCases';

/** Not a multiple of four: vectors and the rest are both computed. */
const length = 103;
const steps = 5;
const rmsprop = { learningRate: 0.01, rho: 0.8, epsilon: 1e-7 };
const adam = { rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

function gradientOf(step: number): Float32Array {
  return uniformValues(length, 20 + step);
}

function alphaOf(step: number): number {
  return (adam.rate * Math.sqrt(1 - adam.beta2 ** step)) / (1 - adam.beta1 ** step);
}

/** Adam, or AdamW: the weight and both moments. */
function adamByHand(weightDecay: number): number[][] {
  const weight = Array.from(uniformValues(length, 1));
  const m = weight.map(() => 0);
  const v = weight.map(() => 0);
  for (let t = 1; t <= steps; t++) {
    gradientOf(t).forEach((g, i) => {
      m[i] = adam.beta1 * m[i]! + (1 - adam.beta1) * g;
      v[i] = adam.beta2 * v[i]! + (1 - adam.beta2) * g * g;
      weight[i]! *= 1 - adam.rate * weightDecay;
      weight[i]! -= (alphaOf(t) * m[i]!) / (Math.sqrt(v[i]!) + adam.epsilon);
    });
  }
  return [weight, m, v];
}

/** RMSprop: the weight, the mean square and the velocity. */
function rmspropByHand(momentum: number): number[][] {
  const weight = Array.from(uniformValues(length, 1));
  const square = weight.map(() => 0);
  const velocity = weight.map(() => 0);
  for (let t = 1; t <= steps; t++) {
    gradientOf(t).forEach((g, i) => {
      square[i] = rmsprop.rho * square[i]! + (1 - rmsprop.rho) * g * g;
      velocity[i] = momentum * velocity[i]! + (rmsprop.learningRate * g) / Math.sqrt(square[i]! + rmsprop.epsilon);
      weight[i]! -= velocity[i]!;
    });
  }
  return [weight, square, velocity];
}

/** SGD with momentum 0.9: the weight and the velocity. */
function momentumByHand(nesterov: boolean): number[][] {
  const weight = Array.from(uniformValues(length, 1));
  const velocity = weight.map(() => 0);
  for (let t = 1; t <= steps; t++) {
    gradientOf(t).forEach((g, i) => {
      velocity[i] = 0.9 * velocity[i]! - 0.1 * g;
      weight[i]! += nesterov ? 0.9 * velocity[i]! - 0.1 * g : velocity[i]!;
    });
  }
  return [weight, velocity];
}

/**
 * @param of the engine, called once the suite's `before` hooks ran
 * @param updatesOf default the engine's own
 */
export function updateCases(
  of: () => Engine,
  updatesOf: (engine: Engine) => OptimizerUpdates = ({ updates }) => updates,
): void {
  /** The weight and its moments after all steps. Fails if a tensor stays behind, but for what the first training leaves. */
  function train(
    slots: number,
    update: (updates: OptimizerUpdates, variables: Variable[], step: number) => void,
  ): Float32Array[] {
    const { tf } = of();
    trainOnce(slots, update);
    const start = tf.memory();
    const values = trainOnce(slots, update);
    const end = tf.memory();
    assert.deepEqual([end.numTensors, end.numDataBuffers], [start.numTensors, start.numDataBuffers]);
    return values;
  }

  function trainOnce(slots: number, update: Parameters<typeof train>[1]): Float32Array[] {
    const engine = of();
    const { tf } = engine;
    const variables = tf.tidy(() => [
      tf.variable(tf.tensor1d(uniformValues(length, 1))),
      ...Array.from({ length: slots }, () => tf.variable(tf.zeros([length]), false)),
    ]);
    for (let t = 1; t <= steps; t++) update(updatesOf(engine), variables, t);
    const values = variables.map((variable) => Float32Array.from(variable.dataSync()));
    tf.dispose(variables);
    return values;
  }

  for (const weightDecay of [0, 0.5]) {
    it(`${weightDecay > 0 ? 'AdamW' : 'Adam'} as Keras computes it`, () => {
      const found = train(2, (updates, [weight, first, second], t) => {
        const gradient = of().tf.tensor1d(gradientOf(t));
        const settings = { ...adam, alpha: alphaOf(t), decay: adam.rate * weightDecay };
        updates.adam(weight!, { first: first!, second: second! }, gradient, settings);
        gradient.dispose();
      });
      adamByHand(weightDecay).forEach((expected, i) => {
        // In float32 1 − β₂ is off by 1.3e-5, in Keras as here; the weight hardly feels it.
        assertClose(found[i]!, expected, i === 2 ? 2e-5 : 1e-6, ['weight', 'first moment', 'second moment'][i]!);
      });
    });
  }

  for (const momentum of [0, 0.9]) {
    it(`RMSprop with momentum ${momentum} as Keras computes it`, () => {
      const found = train(2, (updates, [weight, square, velocity], t) => {
        const gradient = of().tf.tensor1d(gradientOf(t));
        updates.rmsprop(weight!, { square: square!, velocity: velocity! }, gradient, { ...rmsprop, momentum });
        gradient.dispose();
      });
      rmspropByHand(momentum).forEach((expected, i) => {
        assertClose(found[i]!, expected, 1e-6, ['weight', 'mean square', 'velocity'][i]!);
      });
    });
  }

  for (const nesterov of [false, true]) {
    it(`momentum${nesterov ? ' of Nesterov' : ''} as Keras computes it`, () => {
      const found = train(1, (updates, [weight, velocity], t) => {
        const gradient = of().tf.tensor1d(gradientOf(t));
        updates.momentum(weight!, velocity!, gradient, { learningRate: 0.1, momentum: 0.9, nesterov });
        gradient.dispose();
      });
      momentumByHand(nesterov).forEach((expected, i) => {
        assertClose(found[i]!, expected, 1e-6, ['weight', 'velocity'][i]!);
      });
    });
  }

  it('serves weights of several shapes in turn', () => {
    const engine = of();
    const { tf } = engine;
    tf.tidy(() => {
      for (const shape of [[3], [2, 2], [1, 2, 3, 4]]) {
        const weight = tf.variable(tf.ones(shape));
        const velocity = tf.variable(tf.zeros(shape), false);
        const settings = { learningRate: 0.5, momentum: 0.9, nesterov: false };
        updatesOf(engine).momentum(weight, velocity, tf.ones(shape), settings);
        assert.deepEqual(weight.shape, shape);
        assert.ok(weight.dataSync().every((value) => value === 0.5));
        tf.dispose([weight, velocity]);
      }
    });
  });

  it('changes nothing but the weight: neither a copy of it nor the numbers it was made from', () => {
    const engine = of();
    const { tf } = engine;
    const numbers = new Float32Array(4096).fill(2);
    tf.tidy(() => {
      const weight = tf.variable(tf.tensor1d(numbers));
      const velocity = tf.variable(tf.zerosLike(weight), false);
      const settings = { learningRate: 1, momentum: 0, nesterov: false };
      const clone = weight.clone();
      const read = tf.relu(weight);
      updatesOf(engine).momentum(weight, velocity, tf.ones([4096]), settings);
      const afterOne = weight.clone();
      updatesOf(engine).momentum(weight, velocity, tf.ones([4096]), settings);
      assert.deepEqual(
        [weight, afterOne, clone, read].map((tensor) => tensor.dataSync()[4095]),
        [0, 1, 2, 2],
      );
      assert.ok(numbers.every((value) => value === 2));
      tf.dispose([weight, velocity]);
    });
  });
}
