import assert from 'node:assert/strict';
import path from 'node:path';
import pc from 'picocolors';
import { resolveAugmentation } from '../../experiment/techniques/augmentation';
import type { ResolvedTechniques } from '../../experiment/types';
import { RunIndex } from '../../results/runIndex';
import { compareRuns } from '../../results/compare';
import { comparisonText } from '../../cli/report/comparisonText';
import { wrap } from '../../cli/report/wrap';
import { asImported } from '../fixtures/importedRun';
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

describe('a comparison of variants that each change another setting', () => {
  const folder = temporaryFolder();
  const techniques: Readonly<Record<string, ResolvedTechniques>> = {
    base: {},
    flip: { augmentation: resolveAugmentation({ horizontalFlip: true, shear: 5 }) },
    smooth: { labelSmoothing: { epsilon: 0.1 } },
    mixup: { mixup: { alpha: 0.2 } },
    focal: { focalLoss: { gamma: 2 } },
    sam: { sam: { rho: 0.05 } },
    erasing: { randomErasing: { probability: 0.5, area: [0.02, 0.25], ratio: [0.3, 3.3], fill: 'noise' } },
  };

  const tableOf = async (variants: readonly string[]): Promise<string> => {
    const root = path.join(folder.path, variants.join('-'));
    for (const variant of variants) writeFakeRun(root, { variant, techniques: techniques[variant]! });
    const index = new RunIndex(root);
    await index.refresh();
    return comparisonText(await compareRuns(index.runs()), pc.createColors(false), 100).split('\n\n')[0]!;
  };

  it('has one column of what each changes, where there would be many columns of zeros', async () => {
    const table = await tableOf(['base', 'flip', 'smooth', 'mixup', 'focal', 'sam', 'erasing']);
    assert.match(table, /│ Variant +│ Other than the baseline +│ Test accuracy/);
    assert.match(table, /│ base +│ – +│/);
    assert.match(table, /│ flip +│ horizontalFlip on, shear 5 +│/);
    assert.match(table, /│ mixup +│ mixup alpha 0\.2 +│/);
    // Settings at their defaults are not listed.
    assert.match(table, /│ erasing +│ randomErasing probability 0\.5, randomErasing fill noise +│/);
  });

  it('lists nothing of what is unknown', async () => {
    const root = path.join(folder.path, 'unknown');
    for (const [variant, of] of Object.entries(techniques)) writeFakeRun(root, { variant, techniques: of });
    asImported(writeFakeRun(root, { variant: 'torch' }), {});
    const index = new RunIndex(root);
    await index.refresh();
    const table = comparisonText(await compareRuns(index.runs()), pc.createColors(false), 100).split('\n\n')[0]!;
    assert.match(table, /│ torch \(imported\) +│ – +│/);
  });

  it('has a column for each setting where they are few', async () => {
    const table = await tableOf(['base', 'smooth', 'mixup']);
    assert.match(
      table,
      /│ Variant +│ mixup\.alpha +│ labelSmoothing\.epsilon +│|│ labelSmoothing\.epsilon +│ mixup\.alpha +│/,
    );
  });
});

describe('wrapping', () => {
  it('breaks between words, keeps long words and runs of spaces', () => {
    assert.equal(wrap('one two three', 7), 'one two\nthree');
    assert.equal(wrap('a  unbreakable b', 5, 3), 'a \n   unbreakable\n   b');
    assert.equal(wrap('', 5), '');
  });
});
