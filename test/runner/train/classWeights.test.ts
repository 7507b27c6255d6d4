import assert from 'node:assert/strict';
import fc from 'fast-check';
import { classWeights } from '../../../runner/train/classWeights';
import { UserError } from '../../../schemas/userError';
import scikit from '../../fixtures/scikit-learn/metrics.json';

const names = ['angry', 'disgust', 'fear'];

describe('class weights', () => {
  it('are none by default', () => {
    assert.equal(classWeights('none', names, [0, 1, 2]), undefined);
  });

  it('balance as scikit-learn does; a class without examples weighs 0', () => {
    const weights = classWeights('balanced', ['a', 'b', 'c', 'd', 'e'], scikit.labels)!;
    assert.deepEqual([...weights], [...scikit.balanced.map(Math.fround), 0]);
  });

  it('leave out images without a class', () => {
    assert.deepEqual(classWeights('balanced', names, [0, 255, 1, 2, 255]), Float32Array.of(1, 1, 1));
  });

  it('balance so that classes that occur weigh the same and the mean over examples is 1', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2), { minLength: 1, maxLength: 200 }), (labels) => {
        const weights = classWeights('balanced', names, labels)!;
        const total = labels.reduce((sum, label) => sum + weights[label]!, 0);
        assert.ok(Math.abs(total / labels.length - 1) < 1e-5);
        const present = [...new Set(labels)];
        for (const c of present) {
          const share = labels.filter((label) => label === c).length * weights[c]!;
          assert.ok(Math.abs(share - labels.length / present.length) < 1e-3);
        }
      }),
    );
  });

  it('are taken by name; classes left out weigh 1', () => {
    assert.deepEqual(classWeights({ disgust: 4, fear: 0 }, names, []), Float32Array.of(1, 4, 0));
  });

  it('name the nearest class for one that does not exist', () => {
    assert.throws(
      () => classWeights({ angry: 1, discust: 4 }, names, []),
      (error: unknown) =>
        error instanceof UserError &&
        error.message.includes('“discust”') &&
        error.message.includes('Did you mean “disgust”?') &&
        error.remedy === 'Use the names of the classes: angry, disgust, fear.',
    );
  });
});
