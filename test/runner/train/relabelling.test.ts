import assert from 'node:assert/strict';
import { Relabelling } from '../../../runner/train/relabelling';

describe('labels that training corrects', () => {
  const given = (example: number) => example % 3;
  const examples = Uint32Array.of(7, 4, 30, 2);

  it('are those of the last proposal, from the first epoch that may correct them', () => {
    const relabelling = new Relabelling(3, given);
    relabelling.take(2, examples, Int8Array.of(0, 0, 1, 1));
    assert.deepEqual(relabelling.faces(), [], 'too early');
    relabelling.take(3, examples, Int8Array.of(0, -1, 1, -1));
    relabelling.take(4, examples, Int8Array.of(2, 0, -1, -1));
    assert.deepEqual(relabelling.faces(), [
      { example: 4, class: 0, epoch: 4 },
      { example: 7, class: 2, epoch: 4 },
      { example: 30, class: 1, epoch: 3 },
    ]);
    assert.deepEqual(
      [7, 4, 30, 2].map((example) => relabelling.labelOf(example)),
      [2, 0, 1, undefined],
    );
  });

  it('are the data’s own again where that is proposed', () => {
    const relabelling = new Relabelling(1, given);
    relabelling.take(1, examples, Int8Array.of(0, -1, -1, -1));
    relabelling.take(2, examples, Int8Array.of(given(7), -1, -1, -1));
    assert.deepEqual(relabelling.faces(), []);
    assert.equal(relabelling.labelOf(7), undefined);
  });

  it('come back from a checkpoint, and nothing else stays', () => {
    const relabelling = new Relabelling(1, given);
    relabelling.take(5, examples, Int8Array.of(0, 2, -1, -1));
    const other = new Relabelling(1, given);
    other.take(9, examples, Int8Array.of(-1, -1, -1, 1));
    other.restore({ relabelled: relabelling.tensors() });
    assert.deepEqual(other.faces(), relabelling.faces());
    const nothing = new Relabelling(1, given);
    other.restore({ relabelled: nothing.tensors() });
    assert.deepEqual(other.faces(), []);
  });
});
