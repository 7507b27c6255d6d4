import assert from 'node:assert/strict';
import type { RelabelledRecord } from '../../schemas/generated/relabelled';
import { relabelledWords, votesInWords } from '../../words/relabelled';

const face = { face: 3, given: 0, label: 1, epoch: 11 };
const record: RelabelledRecord = {
  ...{ version: 1, scheme: 'fer', classNames: ['angry', 'fear'], trainingFaces: 1200 },
  faces: [face, { ...face, face: 9 }, { ...face, face: 12 }],
};

describe('words of relabelled faces', () => {
  it('say how many there are, and what people voted for', () => {
    assert.deepEqual(relabelledWords(record), ['3 of 1,200 training faces (0.3 %) have another label.']);
    assert.deepEqual(relabelledWords({ ...record, agreement: { faces: 2, given: 0, label: 1 } }), [
      '3 of 1,200 training faces (0.3 %) have another label.',
      'FER+’s votes have a majority for one of these classes on 2 of them: it is the given label of 0 (0.0 %) and the new label of 1 (50.0 %).',
    ]);
    assert.deepEqual(relabelledWords({ ...record, faces: [face], agreement: { faces: 0, given: 0, label: 0 } }), [
      '1 of 1,200 training faces (0.1 %) has another label.',
    ]);
    assert.deepEqual(relabelledWords({ ...record, faces: [] }), ['None of 1,200 training faces has another label.']);
  });

  it('say of labels that are votes that every new one contradicts them', () => {
    const [, second] = relabelledWords({ ...record, scheme: 'fer+', agreement: { faces: 3, given: 3, label: 0 } });
    assert.equal(second, 'The labels that were given are the majority of FER+’s votes, so the new ones are not.');
  });

  it('list votes, most first, and nothing without any', () => {
    const names = ['neutral', 'happiness', 'NF'];
    assert.equal(votesInWords({ votes: [2, 0, 7] }, names), '7 not a face, 2 neutral');
    assert.equal(votesInWords({}), '');
  });
});
