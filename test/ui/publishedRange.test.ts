import assert from 'node:assert/strict';
import type { ComparisonView } from '../../schemas/messages/comparison';
import type { FakeRun } from '../fixtures/runs';
import { comparisonView, openComparison } from './fixtures';
import { type OpenOptions, type Panel, themes, usePanels } from './panel';

const ended = (labels?: FakeRun['labels']): FakeRun[] =>
  ['base', 'flip'].flatMap((variant, index) =>
    [0, 1, 2].map((repeat): FakeRun => ({
      ...{ experiment: labels ? 'ferplus' : 'fer', variant, repeat, model: { dropout: index / 10 } },
      ...(labels && { labels }),
      testAccuracy: 0.52 + 0.04 * index + 0.003 * repeat,
    })),
  );

/** The fake runs are of generated faces: as if they were of FER2013. */
async function onFer2013(runs: readonly FakeRun[]): Promise<ComparisonView> {
  const view = await comparisonView(runs);
  const rows = view.rows.map((row) => ({ ...row, settings: { ...row.settings, 'data.source': 'fer2013.csv' } }));
  return { ...view, rows };
}

describe('the published range of a comparison', () => {
  const panels = usePanels();
  let panel: Panel;

  const open = async (comparison: ComparisonView, options: OpenOptions = {}): Promise<void> => {
    panel = await openComparison(panels, comparison, options);
  };
  const option = () => panel.page.locator('.menu vscode-checkbox', { hasText: 'Published range' });
  const openMenu = () => panel.page.locator('summary', { hasText: 'Columns' }).click();
  const show = async (): Promise<void> => {
    await openMenu();
    await option().click();
    await openMenu();
    await panel.page.waitForSelector('.published-range');
  };
  const sentences = () => panel.page.locator('.published-range summary').allInnerTexts();

  for (const theme of themes) {
    it(`is a line below the table when it is asked for, in the ${theme} theme`, async () => {
      await open(await onFer2013(ended()), { theme });
      assert.equal(await panel.page.locator('.published-range').count(), 0);
      await show();
      const [sentence, ...others] = await sentences();
      assert.deepEqual(others, []);
      assert.match(sentence!, /FER labels, single networks: 71\.6 to 74\.1 % .*others report .*at most 73\.6 %/);
      await panel.page.locator('.published-range summary').click();
      const sources = await panel.page
        .locator('.published-range a')
        .evaluateAll((all) => all.map((each) => each.getAttribute('href')));
      assert.ok(sources.includes('https://arxiv.org/abs/1612.02903'));
      assert.ok(sources.includes('https://github.com/phamquiluan/ResidualMaskingNetwork/issues/9'));
      await panel.photograph(`comparison-published-${theme}`);
    });
  }

  it('has a line for each kind of labels, fits a narrow panel, and comes back after a reload', async () => {
    const view = await onFer2013([...ended(), ...ended({ scheme: 'fer+', rule: 'majority' })]);
    await open(view, { width: 320, height: 900 });
    await show();
    assert.equal((await sentences()).length, 2);
    await panel.photograph('comparison-published-320px');
    await panel.fits();
    const state = (await panel.savedState()) as { publishedRange?: boolean };
    assert.equal(state.publishedRange, true);
    await open(view, { state });
    assert.equal((await sentences()).length, 2);
    await openMenu();
    await panel.photograph('comparison-published-menu');
    await option().click();
    await panel.page.waitForSelector('.published-range', { state: 'detached' });
  });

  it('is not offered for generated faces', async () => {
    await open(await comparisonView(ended()));
    await openMenu();
    assert.ok((await panel.page.locator('.menu vscode-checkbox').count()) > 5);
    assert.equal(await option().count(), 0);
  });
});
