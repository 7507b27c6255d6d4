/** Softmax cross-entropy that every engine must compute: against the closed form in double precision. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import type { Engine } from '../../../runner/engine/contract';
import { assertClose, onBackend } from './kernelCases';

interface Batch {
  readonly logits: readonly (readonly number[])[];
  readonly targets: readonly (readonly number[])[];
  readonly weights: readonly number[];
}

interface Result {
  readonly value: number;
  readonly slope: readonly number[];
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function closedForm({ logits, targets, weights }: Batch): Result {
  const rows = logits.map((row, r) => {
    const largest = Math.max(...row);
    const logNormaliser = Math.log(sum(row.map((z) => Math.exp(z - largest))));
    const logs = row.map((z) => z - largest - logNormaliser);
    const share = weights[r]! / logits.length;
    return {
      loss: -share * sum(logs.map((log, c) => targets[r]![c]! * log)),
      slope: logs.map((log, c) => share * (Math.exp(log) - targets[r]![c]!)),
    };
  });
  return { value: sum(rows.map(({ loss }) => loss)), slope: rows.flatMap(({ slope }) => slope) };
}

/** Single precision, as the engines are given it. */
const single = fc.float({ min: -50, max: 50, noNaN: true });

const batches: fc.Arbitrary<Batch> = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 11 }))
  .chain(([rows, classes]) => {
    const table = (value: fc.Arbitrary<number>) => {
      const row = fc.array(value, { minLength: classes, maxLength: classes });
      return fc.array(row, { minLength: rows, maxLength: rows });
    };
    const distributions = table(fc.integer({ min: 0, max: 10 })).map((votes) =>
      votes.map((row) => row.map((vote, c) => (sum(row) === 0 ? Number(c === 0) : vote / sum(row)))),
    );
    const weights = fc.array(fc.float({ min: 0, max: 4, noNaN: true }), { minLength: rows, maxLength: rows });
    return fc.record({ logits: table(single), targets: distributions, weights });
  });

/** @param of the engine, called once the suite's `before` hooks ran */
export function crossEntropyCases(of: () => Engine): void {
  function compute({ logits, targets, weights }: Batch): Result {
    const { tf, crossEntropy } = of();
    const before = tf.memory().numTensors;
    const result = tf.tidy(() => {
      const goal = tf.tensor2d(targets.map((row) => [...row])) as Tensor2D;
      const { value, slope } = crossEntropy(
        tf.tensor2d(logits.map((row) => [...row])),
        goal,
        tf.tensor1d([...weights]) as Tensor1D,
      );
      assert.deepEqual([value.shape, slope.shape], [[], goal.shape]);
      return { value: value.dataSync()[0]!, slope: Array.from(slope.dataSync()) };
    });
    assert.equal(tf.memory().numTensors, before, 'a tensor is left over');
    return result;
  }

  function assertRight(batch: Batch): void {
    const [actual, expected] = [compute(batch), closedForm(batch)];
    const tolerance = 1e-6 * Math.max(1, Math.abs(expected.value));
    assert.ok(Math.abs(actual.value - expected.value) <= tolerance, `${actual.value} against ${expected.value}`);
    expected.slope.forEach((slope, i) => {
      assert.ok(Math.abs(actual.slope[i]! - slope) <= 2e-6, `slope ${i}: ${actual.slope[i]} against ${slope}`);
    });
  }

  it('is the closed form, value and gradient, over random shapes', () => {
    fc.assert(fc.property(batches, assertRight), { numRuns: 100 });
  });

  it('stays finite with logits that overflow an exponential', () => {
    assertRight({
      logits: [
        [1000, -1000, 0],
        [300, 301, 299],
      ],
      targets: [
        [0, 1, 0],
        [0.2, 0.5, 0.3],
      ],
      weights: [1, 2],
    });
  });

  it('is not a number when a logit is none, so that a training that diverges shows', () => {
    const { value, slope } = compute({ logits: [[Number.NaN, 1]], targets: [[0, 1]], weights: [1] });
    assert.ok(Number.isNaN(value));
    assert.ok(slope.every(Number.isNaN));
  });

  it('computes on another backend of the process too', async () => {
    const batch = { logits: [[0.5, -1]], targets: [[0.25, 0.75]], weights: [3] };
    const { value, slope } = await onBackend(of().tf, 'cpu', () => compute(batch));
    assertClose([value, ...slope], [closedForm(batch).value, ...closedForm(batch).slope], 1e-6, 'on the cpu backend');
  });
}
