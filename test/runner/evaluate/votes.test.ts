import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { allFerPlusClasses, ferClasses, ferPlusClasses } from '../../../runner/data/labels/classes';
import { applyRule } from '../../../runner/data/labels/ferPlus';
import { readVotes } from '../../../runner/data/labels/votes';
import { usages } from '../../../runner/data/dataset';
import { voteMetrics } from '../../../runner/evaluate/votes';
import type { VoteMetrics } from '../../../schemas/generated/summary';
import reference from '../../fixtures/statistics/votes.json';

const schemes: Readonly<Record<string, readonly string[]>> = {
  fer: ferClasses,
  ferPlus: ferPlusClasses,
  all: allFerPlusClasses,
};

function near(actual: VoteMetrics | undefined, expected: VoteMetrics): void {
  assert.ok(actual);
  for (const key of ['faces', 'share', 'ceiling', 'twoPeople', 'crossEntropy', 'entropy'] as const) {
    assert.ok(Math.abs(actual[key] - expected[key]) < 1e-7, `${key}: ${actual[key]}, expected ${expected[key]}`);
  }
  assert.equal(actual.byAgreement.length, expected.byAgreement.length);
  for (const [index, group] of actual.byAgreement.entries()) {
    const { labelShare, ...counts } = group;
    const { labelShare: share, ...other } = expected.byAgreement[index]!;
    assert.deepEqual(counts, other);
    assert.ok(Math.abs(labelShare - share) < 1e-12);
  }
}

describe('agreement with the people of FER+', () => {
  for (const { scheme, votes, probabilities, labels, ...expected } of reference.cases) {
    it(`is NumPy’s and SciPy’s for the classes ${scheme}`, () => {
      const classNames = schemes[scheme]!;
      const ids = labels.map((_, face) => face);
      const answers = { probabilities: Float32Array.from(probabilities.flat()), ids, labels, classNames };
      near(voteMetrics(answers, Uint8Array.from(votes.flat())), expected);
    });
  }

  it('takes the votes of the faces that it is given, by their ids', () => {
    const votes = Uint8Array.from([...new Array<number>(10).fill(1), 0, 8, 2, 0, 0, 0, 0, 0, 0, 0]);
    const answers = { ids: [1], labels: [1], classNames: ferPlusClasses };
    const sure = Float32Array.from(ferPlusClasses, (_, c) => (c === 1 ? 0.65 : 0.05));
    const found = voteMetrics({ ...answers, probabilities: sure }, votes)!;
    assert.deepEqual([found.share, found.ceiling], [0.8, 0.8]);
    // 8 · 7 + 2 · 1 of 10 · 9 pairs.
    assert.ok(Math.abs(found.twoPeople - 58 / 90) < 1e-12);
    assert.ok(Math.abs(found.crossEntropy + 0.8 * Math.log(0.65) + 0.2 * Math.log(0.05)) < 1e-6);
    assert.deepEqual(found.byAgreement, [{ votes: 8, faces: 1, right: 1, labelShare: 0.8 }]);
  });

  it('is unknown without votes', () => {
    const answers = { ids: [0], labels: [0], classNames: ferClasses, probabilities: new Float32Array(7).fill(1 / 7) };
    assert.equal(voteMetrics(answers, new Uint8Array(10)), undefined);
    const nonFace = new Uint8Array(10);
    nonFace[9] = 10;
    assert.equal(voteMetrics(answers, nonFace), undefined);
  });

  it('is that of the published votes', async function () {
    const file = path.join(process.env.FER2013_DIR ?? '', 'fer2013new.csv');
    if (process.env.FER2013_DIR === undefined || !existsSync(file)) {
      console.log('      skipped: set FER2013_DIR to a folder with fer2013new.csv');
      return this.skip();
    }
    const { votes, usage, count } = await readVotes(file);
    for (const part of ['PublicTest', 'PrivateTest'] as const) {
      const ids: number[] = [];
      const labels: number[] = [];
      for (let row = 0; row < count; row++) {
        const majority = usages[usage[row]!] === part && applyRule('majority', votes.subarray(10 * row, 10 * row + 10));
        if (!majority) continue;
        ids.push(row);
        labels.push(majority.indexOf(1));
      }
      const probabilities = new Float32Array(8 * ids.length).fill(0.05);
      ids.forEach((id, face) => (probabilities[8 * face + ((3 * id) % 8)] = 0.65));
      near(voteMetrics({ probabilities, ids, labels, classNames: ferPlusClasses }, votes), reference.published[part]);
    }
  });
});
