import fc from 'fast-check';
import type { Engine } from '../../../../runner/engine/contract';
import { assertClose, uniformValues } from '../kernelCases';
import { buildTimeout, embeddedEngine } from './embedded';

const size = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constantFrom(32, 40));

/** One product in float64; `at` functions know how the operands are stored. */
function product(
  [m, k, n]: readonly [number, number, number],
  a: (row: number, column: number) => number,
  b: (row: number, column: number) => number,
): number[] {
  return Array.from({ length: m * n }, (_, index) => {
    const [row, column] = [Math.floor(index / n), index % n];
    let sum = 0;
    for (let i = 0; i < k; i++) sum += a(row, i) * b(i, column);
    return sum;
  });
}

describe('embedded engine: matrix products', () => {
  let engine: Engine;
  before(async function () {
    this.timeout(buildTimeout);
    engine = await embeddedEngine();
  });

  it('multiplies any sizes, transposed or not, in batches', () => {
    const { tf } = engine;
    fc.assert(
      fc.property(
        fc.tuple(size, size, size),
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom<[number, number]>([1, 1], [3, 3], [1, 2], [2, 1]),
        ([m, k, n], transposeA, transposeB, [batchA, batchB]) => {
          const a = uniformValues(batchA * m * k, 1);
          const b = uniformValues(batchB * k * n, 2);
          const batch = Math.max(batchA, batchB);
          const expected = Array.from({ length: batch }, (_, i) => {
            const [startA, startB] = [(i % batchA) * m * k, (i % batchB) * k * n];
            return product(
              [m, k, n],
              (row, column) => a[startA + (transposeA ? column * m + row : row * k + column)]!,
              (row, column) => b[startB + (transposeB ? column * k + row : row * n + column)]!,
            );
          }).flat();
          tf.tidy(() => {
            const A = tf.tensor3d(a, transposeA ? [batchA, k, m] : [batchA, m, k]);
            const B = tf.tensor3d(b, transposeB ? [batchB, n, k] : [batchB, k, n]);
            assertClose(tf.matMul(A, B, transposeA, transposeB).dataSync(), expected, 1e-5, 'product');
          });
        },
      ),
      { numRuns: 100 },
    );
  });

  it('adds the bias and activates in the same pass', () => {
    const { tf } = engine;
    for (const activation of ['linear', 'relu', 'elu', 'sigmoid'] as const) {
      tf.tidy(() => {
        const [a, b] = [tf.tensor2d(uniformValues(5 * 6, 1), [5, 6]), tf.tensor2d(uniformValues(6 * 11, 2), [6, 11])];
        const bias = tf.tensor1d(uniformValues(11, 3));
        const fused = tf.fused.matMul({ a, b, bias, activation });
        const plain = tf.add(tf.matMul(a, b), bias);
        const expected = activation === 'linear' ? plain : tf[activation](plain);
        assertClose(fused.dataSync(), expected.dataSync(), 1e-6, activation);
      });
    }
  });
});
