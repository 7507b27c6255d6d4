import assert from 'node:assert/strict';
import { example } from '../example';
import { check, only, valueOf } from './support';

const withTta = (testTimeAugmentation: object, others: object = {}) => ({
  techniques: { testTimeAugmentation },
  ...others,
});
const place = ['techniques', 'testTimeAugmentation'];

describe('checks of test-time augmentation', () => {
  it('have nothing to say about what each set looks at', () => {
    for (const given of [
      {},
      { samples: 25, augmentation: { rotation: 5 }, combine: 'vote' },
      { set: 'flip', combine: 'geometricMean' },
      { set: 'tenCrop', cropSize: 0.9 },
      { set: 'fiveCrop', combine: 'vote' },
    ]) {
      assert.deepEqual(check(example(withTta(given))), [], JSON.stringify(given));
    }
  });

  it('tell samples that are all alike', () => {
    const told = only(withTta({ samples: 5, augmentation: { rotation: 0 } }));
    assert.match(told.message, /^Test-time augmentation averages 5 samples, but its augmentation changes nothing/);
    assert.deepEqual([told.code, told.at], ['tta-without-transformation', '"augmentation"']);
    assert.deepEqual(valueOf(told, ...place, 'augmentation'), { horizontalFlip: true });
  });

  it('tell a single sample', () => {
    const told = only(withTta({ samples: 1 }));
    assert.match(told.message, /^One sample is no average/);
    assert.equal(valueOf(told, ...place, 'samples'), 10);
  });

  it('tell samples that a fixed set does not look at, and take them out', () => {
    const told = only(withTta({ set: 'tenCrop', samples: 25 }));
    assert.equal(
      told.message,
      '"samples" does nothing here: the set "tenCrop" is five crops and their mirror images. Remove it, or choose another set.',
    );
    assert.deepEqual([told.severity, told.code, told.at], ['warning', 'tta-setting-ignored', '25']);
    assert.deepEqual(valueOf(told, ...place), { set: 'tenCrop' });
  });

  it('tell transformations and crop sizes that the set does not look at', () => {
    const augmentation = { brightness: [0.1, 0.2] };
    const told = only(withTta({ set: 'flip', augmentation }));
    assert.match(told.message, /^"augmentation" does nothing here: the set "flip" is the image and its mirror image\./);
    assert.deepEqual(valueOf(told, ...place), { set: 'flip' });
    assert.match(
      only(withTta({ samples: 5, cropSize: 0.8 })).message,
      /^"cropSize" does nothing here: .* whole images/,
    );
  });

  it('look at a variant that changes only the set, and mend it there', () => {
    const told = only(withTta({ samples: 25 }, { variants: { crops: withTta({ set: 'fiveCrop' }) } }));
    assert.deepEqual(told.path, ['variants', 'crops', ...place, 'set']);
    assert.deepEqual(valueOf(told, 'variants', 'crops', ...place), { set: 'fiveCrop', samples: null });
    assert.deepEqual(valueOf(told, ...place), { samples: 25 });
  });

  it('tell a vote of two, which is the mean', () => {
    const told = only(withTta({ set: 'flip', combine: 'vote' }));
    assert.match(told.message, /^A vote of two has no majority to find/);
    assert.equal(valueOf(told, ...place, 'combine'), 'mean');
    assert.equal(only(withTta({ samples: 2, combine: 'vote' })).code, 'tta-vote-of-two');
    assert.deepEqual(check(example(withTta({ samples: 3, combine: 'vote' }))), []);
  });
});
