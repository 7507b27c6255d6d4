import assert from 'node:assert/strict';
import path from 'node:path';
import pc from 'picocolors';
import { RunIndex } from '../../results/runIndex';
import { compareRuns } from '../../results/compare';
import { comparisonText } from '../../cli/report/comparisonText';
import { wrap } from '../../cli/report/wrap';
import { writeFakeRun } from '../fixtures/runs';
import { temporaryFolder } from './support';

describe('a comparison in a terminal', () => {
  const folder = temporaryFolder();

  it('is a table, then what it tells, then each note once with its rows, no line too long', async () => {
    const root = path.join(folder.path, 'runs');
    for (const [variant, testAccuracy] of [
      ['base', 0.5],
      ['flip', 0.6],
      ['flip-smooth', 0.62],
    ] as const) {
      for (const repeat of [0, 1, 2])
        writeFakeRun(root, { variant, repeat, testAccuracy: testAccuracy + repeat / 100, fraction: 0.1 });
    }
    const index = new RunIndex(root);
    await index.refresh();
    const text = comparisonText(await compareRuns(index.runs()), pc.createColors(false), 60);
    const [table, verdicts, notes, ...more] = text.split('\n\n');
    assert.match(table!, /│ base .*│ baseline .*│ 3 {4}│/);
    for (const line of verdicts!.split('\n')) assert.ok(line.length <= 60, line);
    assert.match(verdicts!, /^flip {9}Real: \+10\.0 points .*\n {13}\S[^]*\nflip-smooth {2}Real: \+12\.0 points /);
    assert.equal(
      notes,
      'base; flip; flip-smooth: Trained and tested on 10 % of the\n  data: not comparable with published figures.\n9 finished runs of this project were tested on these 700\n  faces. Whoever chooses by their results needs other faces\n  for a last test: choose by validation.',
    );
    assert.deepEqual(more, []);
  });
});

describe('wrapping', () => {
  it('breaks between words, keeps long words and runs of spaces', () => {
    assert.equal(wrap('one two three', 7), 'one two\nthree');
    assert.equal(wrap('a  unbreakable b', 5, 3), 'a \n   unbreakable\n   b');
    assert.equal(wrap('', 5), '');
  });
});
