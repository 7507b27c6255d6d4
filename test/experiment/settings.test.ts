import assert from 'node:assert/strict';
import { parseExperiment } from '../../experiment/parse';
import { resolveRuns } from '../../experiment/resolve';
import { flattenSettings } from '../../experiment/settings';
import { example, textOf } from './example';

/** Paths whose values differ between the file and a variant of it. */
function differing(patch: object, base: object = {}): Record<string, [unknown, unknown]> {
  const { file } = parseExperiment(textOf(example({ ...base, variants: { a: patch } })));
  const [first, second] = resolveRuns(file!, { path: 'a.ferexp.json' }).map(flattenSettings);
  const paths = new Set([...Object.keys(first!), ...Object.keys(second!)]);
  return Object.fromEntries(
    [...paths]
      .filter((path) => JSON.stringify(first![path]) !== JSON.stringify(second![path]))
      .map((path) => [path, [first![path], second![path]]]),
  );
}

describe('flattenSettings', () => {
  it('shows of a technique that is switched on only what it does', () => {
    assert.deepEqual(differing({ techniques: { augmentation: { horizontalFlip: true } } }), {
      'techniques.augmentation.horizontalFlip': [false, true],
    });
    assert.deepEqual(differing({ techniques: { labelSmoothing: { epsilon: 0.1 } } }), {
      'techniques.labelSmoothing.epsilon': [0, 0.1],
    });
    assert.deepEqual(differing({ techniques: { augmentation: { brightness: [0.8, 1.2] } } }), {
      'techniques.augmentation.brightness': [null, [0.8, 1.2]],
    });
  });

  it('shows how test samples are transformed where it is not as in training', () => {
    const flips = { techniques: { augmentation: { horizontalFlip: true } } };
    assert.deepEqual(differing({ techniques: { testTimeAugmentation: { samples: 5 } } }, flips), {
      'techniques.testTimeAugmentation.samples': [0, 5],
    });
    assert.deepEqual(differing({ techniques: { testTimeAugmentation: { samples: 5 } } }), {
      'techniques.testTimeAugmentation.samples': [0, 5],
      'techniques.testTimeAugmentation.augmentation.horizontalFlip': [undefined, true],
    });
  });

  it('shows sets and ways to combine that are not the usual ones', () => {
    const tta = (given: object) => differing({ techniques: { testTimeAugmentation: given } });
    assert.deepEqual(tta({ set: 'tenCrop', combine: 'vote' }), {
      'techniques.testTimeAugmentation.samples': [0, 10],
      'techniques.testTimeAugmentation.set': [undefined, 'tenCrop'],
      'techniques.testTimeAugmentation.cropSize': [undefined, 0.875],
      'techniques.testTimeAugmentation.combine': [undefined, 'vote'],
    });
    assert.deepEqual(tta({ set: 'flip' }), {
      'techniques.testTimeAugmentation.samples': [0, 2],
      'techniques.testTimeAugmentation.set': [undefined, 'flip'],
    });
  });

  it('flattens weights of classes and early stopping', () => {
    const patch = { training: { classWeights: { happy: 2 }, earlyStopping: { patience: 3 } } };
    const paths = Object.keys(differing(patch));
    assert.deepEqual(paths.sort(), [
      'training.classWeights',
      'training.classWeights.happy',
      'training.earlyStopping',
      'training.earlyStopping.minDelta',
      'training.earlyStopping.monitor',
      'training.earlyStopping.patience',
    ]);
  });

  it('differs in nothing where nothing differs', () => {
    assert.deepEqual(differing({ description: 'the same' }), {});
  });
});
