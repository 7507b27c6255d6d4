import assert from 'node:assert/strict';
import { ancestryHash } from '../../experiment/ancestry';
import { parseExperiment } from '../../experiment/parse';
import { resolveRuns } from '../../experiment/resolve';
import { example, textOf } from './example';

describe('the hash of what a run descends from', () => {
  const hashOf = (techniques: object): string => {
    const { file } = parseExperiment(textOf(example({ techniques })));
    return ancestryHash(resolveRuns(file!, { path: 'a.ferexp.json' })[0]!);
  };

  // Literal values: run directories hold such hashes, and a chain whose hash changes is trained again.
  it('stays what run directories hold', () => {
    assert.deepEqual(
      [
        hashOf({}),
        hashOf({ augmentation: { horizontalFlip: true, zoom: 0.1 }, labelSmoothing: { epsilon: 0.1 } }),
        hashOf({ testTimeAugmentation: { set: 'tenCrop', combine: 'vote' } }),
      ],
      ['95697fe7289d', 'eaea1af76f0f', '7817ed99de28'],
    );
  });
});
