import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Rank, Tensor4D } from '@tensorflow/tfjs';
import type { Engine, TF } from '../../../../runner/engine/contract';
import { comparedStockKernels } from '../../../../runner/engine/wasm/stockKernels';
import { onBothEngines } from '../../explain/engines';
import { comparedCases } from './cases';
import { ownKernels } from './ownKernels';
import { play } from './play';
import { recordKernels } from './recorder';

/** Of the largest value: float32 summed in another order, before an activation cuts it. */
const tolerance = 1e-4;

describe('the list of audited kernels', () => {
  const compared = new Set(comparedCases.map(({ kernel }) => kernel));

  it('has cases for each stock kernel that the embedded engine keeps', () => {
    const without = [...comparedStockKernels].filter(
      (kernel) => !compared.has(kernel) && !Object.hasOwn(ownKernels, kernel),
    );
    assert.deepEqual(without, []);
  });

  it('names tests that exist for the others', () => {
    for (const file of new Set(Object.values(ownKernels))) {
      assert.ok(existsSync(path.join(__dirname, '..', file)), file);
    }
  });
});

onBothEngines('each audited kernel gives what the plain JavaScript backend gives', (engine: () => Engine) => {
  const kernels = [...new Set(comparedCases.map(({ kernel }) => kernel))];
  for (const kernel of kernels) {
    it(kernel, () => {
      const { tf } = engine();
      const { seen, stop } = recordKernels(tf, Infinity);
      const cases = comparedCases.filter((each) => each.kernel === kernel);
      try {
        cases.forEach((each, i) => play(tf, each, i));
      } finally {
        stop();
      }
      assert.ok(seen.length >= cases.length, `${seen.length} of ${cases.length} calls were seen`);
      for (const { text, shapes, difference, fault, reference } of seen) {
        // Dilated gradients and the like, which the reference does not have, are in `ownKernels`.
        if (!reference) continue;
        assert.equal(fault, undefined, `${text} of ${shapes}: ${fault}`);
        assert.ok(difference! <= tolerance, `${text} of ${shapes}: ${difference} apart`);
      }
    });
  }

  // Where the reference is wrong: it divides by the whole window at the border, and sums to the wrong pixel. A linear map
  // has one transpose, so that ⟨f(x), dy⟩ = ⟨x, f′(dy)⟩ tells.
  const maps: readonly [string, (tf: TF, x: Tensor4D) => Tensor4D][] = [
    ['AvgPool with padding', (tf, x) => tf.avgPool(x, 3, 1, 'same')],
    ['AvgPool with padding and strides', (tf, x) => tf.avgPool(x, 3, 2, 'same')],
    ['ResizeNearestNeighbor to more pixels', (tf, x) => tf.image.resizeNearestNeighbor(x, [18, 17])],
    ['ResizeNearestNeighbor to fewer pixels', (tf, x) => tf.image.resizeNearestNeighbor(x, [4, 3])],
  ];
  for (const [name, map] of maps) {
    it(`the gradient of ${name} is its transpose`, () => {
      const { tf } = engine();
      tf.tidy(() => {
        const x = tf.randomUniform<Rank.R4>([2, 9, 8, 5], -1, 1, 'float32', 1);
        const y = map(tf, x);
        const dy = tf.randomUniform(y.shape, -1, 1, 'float32', 2);
        const dx = tf.grad((input) => tf.sum(tf.mul(map(tf, input as Tensor4D), dy)))(x);
        const [left, right] = [tf.sum(tf.mul(y, dy)), tf.sum(tf.mul(x, dx))].map((sum) => sum.dataSync()[0]!);
        assert.ok(Math.abs(left! - right!) < 1e-3, `${left} ${right}`);
      });
    });
  }
});
