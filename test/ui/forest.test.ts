import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { compare } from '../../cli/commands/compare';
import type { ComparisonView } from '../../schemas/messages/comparison';
import type { FakeRun } from '../fixtures/runs';
import { comparisonByClass, openComparison } from './fixtures';
import { type OpenOptions, type Panel, themes, usePanels } from './panel';

/** Two variants of three seeds. */
const ended: readonly FakeRun[] = ['base', 'flip'].flatMap((variant, index) =>
  [0, 1, 2].map((repeat): FakeRun => ({
    ...{ experiment: 'study', variant, repeat, model: { dropout: index / 10 } },
    testAccuracy: 0.52 + 0.04 * index + 0.003 * repeat,
  })),
);

describe('the differences by class of a comparison', () => {
  const panels = usePanels();
  let panel: Panel;

  const open = async (comparison: ComparisonView, options: OpenOptions = {}): Promise<void> => {
    panel = await openComparison(panels, comparison, options);
  };
  const openForest = async (options: OpenOptions = {}, runs = ended): Promise<void> => {
    const { view, forest } = await comparisonByClass(runs, 'flip');
    await open(view, options);
    await panel.page.locator('.expander').nth(1).click();
    await panel.page.waitForFunction(() => window.posted.some(({ type }) => type === 'forest'));
    const asked = (await panel.posted()).find(({ type }) => type === 'forest')!;
    assert.equal(asked['row'], forest.row);
    const lines = forest.lines.map((line) => (line.class === 'disgust' ? { ...line, faces: 12 } : line));
    await panel.send({ type: 'forest', forest: { ...forest, lines } });
    await panel.page.waitForSelector('.forest tbody tr');
  };

  for (const theme of themes) {
    it(`shows the differences of the row that is expanded, in the ${theme} theme`, async () => {
      await openForest({ theme, height: 900 });
      const names = await panel.page.locator('.forest tbody th').allInnerTexts();
      assert.deepEqual(names, ['all faces', 'angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral']);
      const rows = panel.page.locator('.forest tbody tr');
      assert.match(await rows.nth(2).innerText(), /12\s.*fewer than 30 faces: says little/s);
      assert.match(await panel.page.locator('.forest > p').innerText(), /^7 classes were looked at/);
      await panel.photograph(`comparison-forest-${theme}`);
    });
  }

  for (const theme of themes) {
    it(`greys classes of few faces also where the row learned nothing, in the ${theme} theme`, async () => {
      const unlearned = ended.map((run) => (run.variant === 'flip' ? { ...run, testAccuracy: 0.1 } : run));
      await openForest({ theme, height: 900 }, unlearned);
      const rows = panel.page.locator('.forest tbody tr');
      assert.match(await rows.nth(1).innerText(), /says nothing/);
      assert.match(await rows.nth(2).innerText(), /12\s.*fewer than 30 faces: says little/s);
      const look = (row: number) =>
        rows.nth(row).evaluate((element) => {
          const bar = element.querySelector('.range')!;
          return { text: getComputedStyle(element).color, bar: getComputedStyle(bar).backgroundColor };
        });
      const [many, few] = [await look(1), await look(2)];
      assert.notEqual(few.text, many.text);
      assert.notEqual(few.bar, many.bar);
      await panel.photograph(`comparison-forest-unlearned-${theme}`);
    });
  }

  it('shows them in a narrow panel', async () => {
    await openForest({ width: 320, height: 1300 });
    await panel.fits();
    await panel.photograph('comparison-forest-320px');
  });

  it('hides them when the row is closed, and asks again after an update', async () => {
    const { view, forest } = await comparisonByClass(ended, 'flip');
    await open(view);
    await panel.page.locator('tbody input[type=checkbox]').nth(1).check();
    await panel.page.waitForFunction(() => window.posted.some(({ type }) => type === 'forest'));
    await panel.send({ type: 'forest', forest });
    await panel.page.waitForSelector('.forest');
    await panel.send({ type: 'load', comparison: { ...view }, experiments: [] });
    await panel.page.waitForFunction(() => window.posted.filter(({ type }) => type === 'forest').length === 2);
    await panel.page.locator('tbody input[type=checkbox]').nth(1).uncheck();
    await panel.page.waitForSelector('.forest', { state: 'detached' });
  });

  it('saves the figure that the command line draws', async () => {
    const { view, forest, directory } = await comparisonByClass(ended, 'flip');
    await open(view);
    await panel.page.locator('.expander').nth(1).click();
    await panel.send({ type: 'forest', forest });
    await panel.page.getByRole('button', { name: 'Save “Differences by class” as SVG' }).click();
    await panel.page.waitForFunction(() => window.posted.some(({ type }) => type === 'savePicture'));
    const picture = (await panel.posted()).find(({ type }) => type === 'savePicture')!;
    const output = path.join(directory, 'forest.svg');
    assert.equal(await compare(['study'], { project: directory, figure: 'forest', output }), 0);
    assert.equal(picture['data'], await readFile(output, 'utf8'));
  });
});
