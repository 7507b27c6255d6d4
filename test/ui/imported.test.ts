/** Networks that were trained elsewhere, as the comparison and the page of a run show them. */
import assert from 'node:assert/strict';
import type { FakeRun } from '../fixtures/runs';
import { comparisonView, runView } from './fixtures';
import { themes, usePanels } from './panel';

const study: FakeRun[] = [
  ...['base', 'flip'].flatMap((variant, index) =>
    [0, 1, 2].map((repeat): FakeRun => ({
      ...{ experiment: 'study', variant, repeat, epochs: 30, model: { dropout: index / 2 } },
      testAccuracy: 0.6 + 0.02 * index + 0.003 * repeat,
    })),
  ),
  ...[0, 1, 2].map((repeat): FakeRun => ({
    ...{ experiment: 'study', variant: 'torch-resnet', repeat, imported: { framework: 'PyTorch', epochs: 40 } },
    testAccuracy: 0.66 + 0.004 * repeat,
  })),
  { experiment: 'study', variant: 'keras-vit', imported: { seedless: true }, testAccuracy: 0.65 },
];

describe('the pages of imported networks', () => {
  const panels = usePanels();
  const narrow = { width: 320, height: 700 };

  for (const theme of themes) {
    it(`mark the rows, and say what is unknown, in the ${theme} theme`, async () => {
      const panel = await panels.open('comparison', { theme });
      await panel.send({ type: 'load', comparison: await comparisonView(study), experiments: [] });
      const row = panel.page.locator('tbody tr', { hasText: 'torch-resnet' });
      await row.waitFor();
      assert.match(await row.innerText(), /imported, PyTorch, 3 runs/);
      assert.match(await row.innerText(), /unknown/);
      await panel.photograph(`imported-comparison-${theme}`);
    });
  }

  it('fit a narrow panel', async () => {
    const panel = await panels.open('comparison', narrow);
    await panel.send({ type: 'load', comparison: await comparisonView(study), experiments: [] });
    await panel.page.locator('tbody tr', { hasText: 'keras-vit' }).waitFor();
    await panel.photograph('imported-comparison-narrow');
    await panel.fits();
  });

  it('name seeds that nobody stated', async () => {
    const panel = await panels.open('comparison');
    await panel.send({ type: 'load', comparison: await comparisonView(study), experiments: [] });
    await panel.page.locator('.expander', { hasText: 'keras-vit' }).click();
    await panel.page.locator('tr.run', { hasText: 'seed unknown' }).waitFor();
  });

  for (const theme of themes) {
    it(`show a run with what was stated of it, and no more, in the ${theme} theme`, async () => {
      const panel = await panels.open('run', { theme });
      await panel.send({ type: 'load', run: await runView(study.at(-1)!) });
      const facts = await panel.page.locator('.facts').innerText();
      assert.match(facts, /Imported/);
      assert.match(facts, /Trained with\s+unknown/);
      assert.match(facts, /Epochs\s+unknown/);
      assert.match(facts, /From\s+predictions\.csv/);
      for (const own of ['Engine', 'Total time', 'Weights', 'Speed']) assert.ok(!facts.includes(own), own);
      assert.equal(await panel.page.locator('vscode-button', { hasText: /Explain|Log|Resume/ }).count(), 0);
      await panel.photograph(`imported-run-${theme}`);
    });
  }
});
