import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Dataset } from '../../../runner/data/dataset';
import { Random } from '../../../runner/random';
import { scalePixels } from '../../../runner/techniques';
import { BatchSource, drawLabel, imageInput, type LabelStage, trainingClass } from '../../../runner/train/batches';

/** Images of 2×1 whose grey values tell their id; every second image trains. */
function dataset(count: number): Dataset {
  const train = Uint32Array.from({ length: Math.floor(count / 2) }, (_, index) => 2 * index + 1);
  return {
    width: 2,
    height: 1,
    channels: 1,
    classNames: ['a', 'b'],
    pixels: Uint8Array.from({ length: 2 * count }, (_, index) => (index >> 1) % 256),
    targets: Float32Array.from({ length: 2 * count }, (_, index) => ((index >> 1) % 3 === index % 2 ? 0.25 : 0.75)),
    labels: new Uint8Array(count),
    splits: { train, validation: new Uint32Array(0), test: new Uint32Array(0) },
    usage: new Uint8Array(count),
    fingerprint: '',
    warnings: [],
  };
}

const source = (data: Dataset, batchSize: number, seed = 1, labels: LabelStage[] = []) =>
  new BatchSource(data, seed, batchSize, {
    input: imageInput(data, scalePixels),
    labels,
    weightOf: (example) => example / 2,
  });

describe('training batches', () => {
  it('hold every training example once an epoch, the last batch what is left over', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 200 }),
        fc.integer({ min: 1, max: 50 }),
        fc.nat(1000),
        (count, size, seed) => {
          const data = dataset(count);
          const batches = source(data, size, seed);
          for (const epoch of [1, 2]) {
            const steps = Array.from({ length: batches.stepsPerEpoch }, (_, index) => [
              ...batches.examples(epoch, index + 1),
            ]);
            assert.ok(steps.slice(0, -1).every((step) => step.length === size));
            assert.ok(steps.at(-1)!.length > 0);
            assert.deepEqual(
              steps.flat().sort((first, second) => first - second),
              [...data.splits.train],
            );
          }
        },
      ),
    );
  });

  it('come in an order that follows from seed and epoch alone', () => {
    const data = dataset(100);
    const expected = [...new Random(4, 'shuffle', 6).shuffle(data.splits.train.slice())];
    const late = source(data, 50, 4);
    late.examples(2, 1);
    assert.deepEqual([...late.examples(7, 1)], expected);
    assert.deepEqual([...source(data, 20, 4).examples(7, 2)], expected.slice(20, 40));
    assert.notDeepEqual([...late.examples(8, 1)], expected);
    assert.notDeepEqual([...source(data, 50, 5).examples(7, 1)], expected);
  });

  it('carry each example’s own pixels, target and weight', () => {
    const data = dataset(60);
    const batches = source(data, 8);
    for (const step of [1, 4]) {
      const batch = batches.batch(1, step);
      const examples = batches.examples(1, step);
      assert.equal(batch.count, step === 4 ? 6 : 8);
      assert.deepEqual(
        [...batch.images],
        [...examples].flatMap((id) => [Math.fround(id / 255), Math.fround(id / 255)]),
      );
      assert.deepEqual(
        [...batch.targets],
        [...examples].flatMap((id) => [...data.targets.subarray(2 * id, 2 * id + 2)]),
      );
      assert.deepEqual(
        [...batch.weights],
        [...examples].map((id) => id / 2),
      );
    }
  });

  it('pass targets through the label stages in order, told epoch and example, and leave the dataset alone', () => {
    const data = dataset(10);
    const before = data.targets.slice();
    const told: unknown[] = [];
    const batches = source(data, 5, 9, [
      (target) => target.fill(2),
      (target, draw) => {
        told.push(draw);
        target[0]! *= 3;
      },
    ]);
    const { targets } = batches.batch(3, 1);
    assert.deepEqual([...targets], Array(5).fill([6, 2]).flat());
    assert.deepEqual(
      told,
      [...batches.examples(3, 1)].map((example) => ({ seed: 9, epoch: 2, example })),
    );
    assert.deepEqual(data.targets, before);
  });
});

describe('drawing one label from a distribution', () => {
  it('takes each class as often as its share, never one without a vote', () => {
    const shares = [0.5, 0, 0.3, 0.2];
    const draws = 20_000;
    const counts = [0, 0, 0, 0];
    for (let example = 0; example < draws; example++) {
      const target = Float32Array.from(shares);
      drawLabel(target, { seed: 1, epoch: 0, example });
      assert.equal(
        target.reduce((sum, value) => sum + value, 0),
        1,
      );
      counts[target.indexOf(1)]!++;
    }
    shares.forEach((share, c) => {
      // Five standard errors: one in two million such draws fails by chance, and these are always the same.
      const tolerance = 5 * Math.sqrt((share * (1 - share)) / draws);
      assert.ok(Math.abs(counts[c]! / draws - share) <= tolerance, `class ${c}: ${counts[c]! / draws} of ${share}`);
    });
  });

  it('is another draw each epoch and the same again', () => {
    const draw = (epoch: number) =>
      Array.from({ length: 64 }, (_, example) => {
        const target = Float32Array.of(0.5, 0.5);
        drawLabel(target, { seed: 1, epoch, example });
        return target[0];
      }).join('');
    assert.equal(draw(3), draw(3));
    assert.notEqual(draw(3), draw(4));
  });
});

describe('the class that a soft label is weighed by', () => {
  it('is that of the largest target, the first of several', () => {
    const data = { ...dataset(2), classNames: ['a', 'b', 'c'], targets: Float32Array.of(0.2, 0.4, 0.4, 0, 0, 1) };
    assert.equal(trainingClass(data, 0), 1);
    assert.equal(trainingClass(data, 1), 2);
  });
});
