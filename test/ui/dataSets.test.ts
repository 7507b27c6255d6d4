/** Training set × test set on the page of a comparison. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { compare } from '../../cli/commands/compare';
import { compareRuns } from '../../results/compare';
import { dataSetsOf } from '../../results/dataSets';
import { RunIndex } from '../../results/runIndex';
import { type FakeRun, writeFakeRun } from '../fixtures/runs';
import { runView, temporaryFolder } from './fixtures';
import { type OpenOptions, type Panel, themes, usePanels } from './panel';

const reached: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'ck+': { 'ck+': 0.94, jaffe: 0.52, 'raf-db': 0.31 },
  jaffe: { 'ck+': 0.41, jaffe: 0.76, 'raf-db': 0.22 },
  'raf-db': { 'ck+': 0.78, jaffe: 0.55, 'raf-db': 0.83 },
};

const runs: readonly FakeRun[] = Object.entries(reached).flatMap(([own, on], index) =>
  [0, 1, 2].map((repeat): FakeRun => {
    const others = Object.fromEntries(
      Object.entries(on).flatMap(([name, value]) => (name === own ? [] : [[name, value]])),
    );
    return {
      ...{ experiment: 'across', variant: `source-${own}`, repeat, testExamples: 350, sets: { own, others } },
      ...{ testAccuracy: on[own]! + 0.003 * repeat, fingerprint: String(index).repeat(64) },
    };
  }),
);

describe('training set × test set on the page of a comparison', () => {
  const panels = usePanels();

  async function open(options: OpenOptions = {}): Promise<{ readonly panel: Panel; readonly directory: string }> {
    const directory = await temporaryFolder();
    const root = path.join(directory, '.ferexp', 'runs');
    for (const run of runs) writeFakeRun(root, run);
    const index = new RunIndex(root);
    await index.refresh();
    const [comparison, dataSets] = [await compareRuns(index.runs()), await dataSetsOf(index.runs())];
    const panel = await panels.open('comparison', options);
    await panel.send({ type: 'load', comparison, experiments: [], dataSets });
    await panel.page.waitForSelector('.data-sets tbody tr');
    return { panel, directory };
  }

  for (const theme of themes) {
    it(`shows what each set’s networks reach on the others, in the ${theme} theme`, async () => {
      const { panel } = await open({ theme, height: 1000 });
      const cells = panel.page.locator('.data-sets tbody td');
      assert.equal(await cells.count(), 9);
      assert.match(await cells.nth(0).innerText(), /^94\.\d % .*same set/s);
      assert.match(await cells.nth(1).innerText(), /^52\.0 %/);
      assert.equal(await panel.page.locator('.data-sets td.same').count(), 3);
      assert.match(
        await panel.page.locator('.data-sets ul.muted').innerText(),
        /their difference says nothing of a network/,
      );
      await panel.photograph(`comparison-data-sets-${theme}`);
    });
  }

  it('shows it in a narrow panel', async () => {
    const { panel } = await open({ width: 320, height: 1300 });
    await panel.fits();
    await panel.photograph('comparison-data-sets-320px');
  });

  it('is on the page of each run, set by set, after its own test faces', async () => {
    const panel = await panels.open('run', { height: 1300 });
    const own = runs.find(({ variant }) => variant === 'source-jaffe')!;
    const run = await runView(own);
    await panel.send({ type: 'load', run });
    const rows = panel.page.locator('table:has(caption:text("Metrics of each split")) tbody tr');
    await rows.first().waitFor();
    const texts = (await rows.allInnerTexts()).map((each) => each.replaceAll(/\s+/g, ' '));
    assert.match(texts[0]!, /^Test 350 76\.0 %/);
    assert.match(texts.at(-2)!, /^Test of ck\+ 350 41\.\d %/);
    assert.match(texts.at(-1)!, /^Test of raf-db 350 22\.\d %/);
    await panel.photograph('run-data-sets');
    await panel.page.locator('vscode-single-select[label="Split"]').click();
    await panel.page.getByRole('option', { name: 'Test of ck+' }).click();
    await panel.page.waitForFunction(() =>
      window.posted.some(
        (request) => request.type === 'faces' && JSON.stringify(request['query']).includes('"split":"set-ck+"'),
      ),
    );
  });

  it('exports it, and saves the figure that the command line draws', async () => {
    const { panel, directory } = await open({ height: 1000 });
    await panel.page.getByRole('button', { name: 'Export “Training set × test set” as CSV' }).click();
    await panel.page.waitForFunction(() => window.posted.some(({ type }) => type === 'exportSets'));
    assert.deepEqual(
      (await panel.posted()).find(({ type }) => type === 'exportSets'),
      { type: 'exportSets', format: 'csv' },
    );
    await panel.page.getByRole('button', { name: 'Save “Training set × test set” as SVG' }).click();
    await panel.page.waitForFunction(() => window.posted.some(({ type }) => type === 'savePicture'));
    const picture = (await panel.posted()).find(({ type }) => type === 'savePicture')!;
    const output = path.join(directory, 'sets.svg');
    assert.equal(await compare(['across'], { project: directory, figure: 'sets', output }), 0);
    assert.equal(picture['data'], await readFile(output, 'utf8'));
  });
});
