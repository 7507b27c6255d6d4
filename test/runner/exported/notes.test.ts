import assert from 'node:assert/strict';
import { describeNetwork } from '../../../runner/exported/notes';
import { fakeResolved } from '../../fixtures/runs';

describe('the notes of an exported network', () => {
  const layer = { className: 'InputLayer', name: 'faces', config: {}, reads: [], shape: [48, 48, 1], weights: [] };
  const run = { runId: 'a-run', version: '1.2.3', classNames: ['sad', 'happy'] };
  const of = (
    techniques: Parameters<typeof fakeResolved>[0] & object,
    preprocessing: 'inside' | 'outside' = 'inside',
  ) =>
    describeNetwork(
      { ...run, resolved: fakeResolved(techniques) },
      { preprocessing, answers: 'logits' },
      { layers: [layer] },
    );

  it('name the run, its seed, the classes, what the network takes and gives, and what is left out', () => {
    const { facts, input, warnings } = of({ experiment: 'study', variant: 'flip', seed: 7 });
    assert.equal(input, 'grey faces, N × 48 × 48 × 1, float32, values from 0 to 255.');
    assert.deepEqual(facts, {
      'ferexp.run': 'a-run',
      'ferexp.experiment': 'study',
      'ferexp.variant': 'flip',
      'ferexp.seed': '7',
      'ferexp.version': '1.2.3',
      'ferexp.classes': '["sad","happy"]',
      'ferexp.input': input,
      'ferexp.output': 'logits of the classes, in their order.',
      'ferexp.left-out': 'Test-time augmentation, calibration and other networks of an ensemble.',
    });
    assert.deepEqual(warnings, []);
    assert.match(of({}, 'outside').input, / values from 0 to 1\.$/);
  });

  it('warn of what the run did to faces and the file does not do', () => {
    const { input, warnings } = of({
      techniques: {
        equalization: { method: 'clahe', clipLimit: 2, tiles: 8 },
        testTimeAugmentation: { set: 'flip', samples: 2, combine: 'mean' },
      },
    });
    assert.match(input, /0 to 255, equalised as by OpenCV’s CLAHE with clipLimit 2 and 8×8 tiles\.$/);
    assert.equal(warnings.length, 2);
    assert.match(warnings[0]!, /the file does not: give it faces equalised as by OpenCV’s CLAHE/);
    assert.match(warnings[1]!, /several views of each test face; the file answers for one\.$/);
  });
});
