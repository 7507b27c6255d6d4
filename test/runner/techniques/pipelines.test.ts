import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ResolvedTechniques, ResolvedTestTimeAugmentation } from '../../../experiment/types';
import { createLabelPipeline, createPixelPipeline, createPredictPipeline } from '../../../runner/techniques';
import keras from '../../fixtures/scikit-learn/metrics.json';
import { everything, pattern, randomCopies, still } from './samples';

const size = { width: 6, height: 4 };
const pixels = pattern(24);
const scaled = Float32Array.from(pixels, (value) => value / 255);
const at = { seed: 1, epoch: 0, example: 0 };

function apply(techniques: ResolvedTechniques, draw = at): Float32Array {
  const out = new Float32Array(24);
  createPixelPipeline({ techniques }, size)(pixels, out, draw);
  return out;
}

describe('the pixel pipeline', () => {
  it('scales grey values to 0 … 1 and changes nothing else without techniques', () => {
    assert.deepEqual(apply({}), scaled);
    assert.deepEqual(apply({ augmentation: still }), scaled);
  });

  it('augments within 0 … 1, never in the dataset, the same for the same draw', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat(), (seed, epoch, example) => {
        const out = apply({ augmentation: everything }, { seed, epoch, example });
        assert.ok(out.every((value) => value >= 0 && value <= 1));
        assert.deepEqual(out, apply({ augmentation: everything }, { seed, epoch, example }));
      }),
    );
    assert.deepEqual(pixels, pattern(24));
    assert.notDeepEqual(apply({ augmentation: everything }), scaled);
  });

  it('draws the same with and without other techniques', () => {
    const alone = apply({ augmentation: everything });
    const others = { labelSmoothing: { epsilon: 0.1 }, testTimeAugmentation: randomCopies(3, everything) };
    assert.deepEqual(apply({ augmentation: everything, ...others }), alone);
  });

  it('takes faces of 48×48 where no size is given', () => {
    const face = pattern(48 * 48);
    const out = new Float32Array(48 * 48);
    createPixelPipeline({ techniques: { augmentation: { ...still, widthShift: 0.5, fillMode: 'constant' } } })(
      face,
      out,
      at,
    );
    assert.ok(out.some((value) => value > 0));
  });
});

describe('the label pipeline', () => {
  it('leaves targets alone without techniques', () => {
    const target = Float32Array.of(0, 0.25, 0.75);
    createLabelPipeline({ techniques: {} }, 3)(target);
    assert.deepEqual([...target], [0, 0.25, 0.75]);
  });

  it('smooths as Keras’s loss does', () => {
    const classes = 5;
    const smooth = createLabelPipeline({ techniques: { labelSmoothing: { epsilon: 0.4 } } }, classes);
    keras.labels.forEach((label, i) => {
      const target = new Float32Array(classes);
      target[label] = 1;
      smooth(target);
      const probabilities = keras.probabilities.slice(i * classes, (i + 1) * classes);
      const loss = -probabilities.reduce((sum, p, c) => sum + target[c]! * Math.log(Math.max(p, 1e-7)), 0);
      assert.ok(Math.abs(loss - keras.smoothedLoss[i]!) < 1e-5, `${loss} and ${keras.smoothedLoss[i]}`);
    });
  });

  it('keeps a probability vector one', () => {
    fc.assert(
      fc.property(
        fc
          .array(fc.integer({ min: 0, max: 10 }), { minLength: 2, maxLength: 8 })
          .filter((votes) => votes.some(Boolean)),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (votes, epsilon) => {
          const total = votes.reduce((sum, count) => sum + count, 0);
          const target = Float32Array.from(votes, (count) => count / total);
          createLabelPipeline({ techniques: { labelSmoothing: { epsilon } } }, votes.length)(target);
          assert.ok(Math.abs(target.reduce((sum, share) => sum + share, 0) - 1) < 1e-5);
          assert.ok(target.every((share) => share >= 0));
        },
      ),
    );
  });
});

describe('test-time augmentation', () => {
  function copiesOf(testTimeAugmentation: ResolvedTestTimeAugmentation): string[] {
    const pipeline = createPredictPipeline({ techniques: { testTimeAugmentation } }, size)!;
    assert.equal(pipeline.samples, testTimeAugmentation.samples);
    return Array.from({ length: pipeline.samples }, (_, sample) => {
      const out = new Float32Array(24);
      pipeline.transform(pixels, out, { ...at, epoch: sample });
      return out.join();
    });
  }

  const copies = (augmentation: typeof still, samples: number) => copiesOf(randomCopies(samples, augmentation));
  const mirrored = (image: string) => {
    const values = image.split(',');
    return values.map((_, i) => values[i - (i % size.width) + size.width - 1 - (i % size.width)]!).join();
  };

  it('is absent when it is off', () => {
    assert.equal(createPredictPipeline({ techniques: { augmentation: everything } }, size), undefined);
  });

  it('transforms every copy differently', () => {
    assert.equal(new Set(copies(everything, 5)).size, 5);
  });

  it('of the set "flip" is the image and its mirror image', () => {
    assert.deepEqual(copiesOf({ set: 'flip', samples: 2, combine: 'mean' }), [scaled.join(), mirrored(scaled.join())]);
  });

  it('of the set "tenCrop" is the five crops, then their mirror images', () => {
    const crops = { combine: 'mean', cropSize: 0.7 } as const;
    const five = copiesOf({ set: 'fiveCrop', samples: 5, ...crops });
    assert.equal(new Set(five).size, 5);
    assert.deepEqual(copiesOf({ set: 'tenCrop', samples: 10, ...crops }), [...five, ...five.map(mirrored)]);
  });

  it('takes turns when flipping is all there is', () => {
    const [first, second, third, fourth] = copies({ ...still, horizontalFlip: true }, 4);
    assert.equal(first, scaled.join());
    assert.notEqual(second, first);
    assert.deepEqual([third, fourth], [first, second]);
  });
});
