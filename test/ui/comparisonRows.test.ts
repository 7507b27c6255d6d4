/** Which rows the page that compares shows, and what it calls them. */
import assert from 'node:assert/strict';
import type { ComparisonView } from '../../schemas/messages/comparison';
import type { FakeRun } from '../fixtures/runs';
import { comparisonView, openComparison } from './fixtures';
import { type OpenOptions, type Panel, themes, usePanels } from './panel';
import { study } from './study';

describe('the rows of the page that compares', () => {
  const panels = usePanels();
  let panel: Panel;

  const open = async (comparison: ComparisonView, options: OpenOptions = {}): Promise<void> => {
    panel = await openComparison(panels, comparison, options);
  };
  const names = (): Promise<string[]> => panel.page.locator('tbody .expander').allInnerTexts();

  it('filters by text, and says when nothing matches', async () => {
    await open(await comparisonView(study));
    await panel.page.locator('vscode-textfield input').fill('smooth');
    await panel.page.waitForFunction(() => document.querySelectorAll('tbody .expander').length === 1);
    const sentences = panel.page.locator('.verdict dt');
    assert.deepEqual(await sentences.allInnerTexts(), ['smoothing-0.1'], 'sentences are of the rows in view');
    await panel.page.locator('vscode-textfield input').fill('flip');
    await panel.page.waitForFunction(() => document.querySelector('.verdict dt')?.textContent !== 'smoothing-0.1');
    const shown = (await names()).map((name) => name.split(' ')[0]!);
    assert.deepEqual(await sentences.allInnerTexts(), shown);
    await panel.page.locator('vscode-textfield input').fill('nothing like it');
    await panel.page.waitForFunction(() => document.body.innerText.includes('No variant matches'));
  });

  it('finds rows by the state of their runs, and by ids', async () => {
    const [first] = study;
    await open(await comparisonView([...study, { ...first!, variant: 'crop', state: 'failed', runId: 'run-of-crop' }]));
    for (const filter of ['failed', 'OF-CROP  study', 'crop failed']) {
      await panel.page.locator('vscode-textfield input').fill(filter);
      await panel.page.waitForFunction(() => document.querySelectorAll('tbody .expander').length === 1);
      assert.deepEqual(
        (await names()).map((name) => name.trim()),
        ['crop'],
      );
    }
  });

  for (const theme of themes) {
    it(`shows stars on closed rows, and keeps the baseline beside the starred ones, in the ${theme} theme`, async () => {
      const starred = study.map((run) =>
        run.variant === 'flip' ? { ...run, starred: run.repeat! > 0 } : { ...run, starred: false },
      );
      await open(await comparisonView(starred), { theme });
      const heading = (variant: string) => panel.page.getByRole('rowheader').filter({ hasText: variant });
      assert.match(await heading('flip').innerText(), /2 of 3 runs starred/);
      assert.doesNotMatch(await heading('base').innerText(), /starred/i);
      await panel.photograph(`comparison-stars-${theme}`);
      await panel.page.locator('vscode-textfield input').fill('starred');
      await panel.page.waitForFunction(() => document.querySelectorAll('tbody .expander').length === 2);
      assert.deepEqual(
        (await names()).map((name) => name.trim()),
        ['base', 'flip'],
      );
      await panel.page.locator('.expander').nth(1).click();
      await panel.page.locator('tr.run', { hasText: 'seed 3' }).waitFor();
      assert.equal(await panel.page.locator('tr.run').count(), 2, 'of the others only those with a star');
      await panel.page.locator('.expander').nth(1).click();
      await panel.page.locator('.expander').first().click();
      await panel.page.locator('tr.run', { hasText: 'seed 3' }).waitFor();
      assert.equal(await panel.page.locator('tr.run').count(), 3, 'of the baseline all');
      await panel.photograph(`comparison-starred-${theme}`);
      await panel.page.locator('vscode-textfield input').fill('starred smoothing');
      await panel.page.getByText('No other variant matches the filter.').waitFor();
    });
  }

  for (const theme of themes) {
    it(`tells rows of one variant apart wherever it names them, in the ${theme} theme`, async () => {
      const changed = study.flatMap((run): FakeRun[] => {
        if (run.variant !== 'flip') return [run];
        const day = { startedAt: `2026-02-01T1${run.repeat!}:00:00.000Z` };
        return [run, { ...run, ...day, testAccuracy: 0.61 + 0.002 * run.repeat!, training: { batchSize: 32 } }];
      });
      const view = await comparisonView(changed);
      const expected = ['base', 'flip (batchSize 128)', 'smoothing-0.1', 'flip (batchSize 32)'];
      await open(view, { theme, width: 1400, height: 900 });
      assert.deepEqual(
        (await names()).map((name) => name.trim()),
        expected,
      );
      assert.deepEqual(await panel.page.locator('.verdict dt').allInnerTexts(), expected.slice(1));
      await panel.page.locator('vscode-single-select[label="Baseline"]').click();
      const option = panel.page.getByRole('option', { name: 'flip (batchSize 32)', exact: true });
      await option.waitFor();
      await panel.photograph(`comparison-names-${theme}`);
      await option.click();
      const asked = (await panel.posted()).findLast(({ type }) => type === 'setBaseline')!;
      assert.equal(asked['row'], view.rows[3]!.id);
      await panel.page.getByRole('checkbox', { name: 'Select flip (batchSize 32)' }).waitFor();
    });
  }

  it('names rows of one variant in a narrow panel too', async () => {
    const twice = [
      ...study,
      ...study.map((run): FakeRun => ({ ...run, startedAt: '2026-02-01T10:00:00.000Z', training: { batchSize: 32 } })),
    ];
    await open(await comparisonView(twice), { width: 320 });
    await panel.fits();
    await panel.photograph('comparison-names-320px');
  });

  it('looks at each line once for each key, and makes its text once', async () => {
    const runs = Array.from({ length: 300 }, (_, index): FakeRun => ({
      ...{ experiment: 'many', variant: `rate-${Math.floor(index / 3)}`, repeat: index % 3, runId: `run-${index}` },
      ...{ epochs: 1, batchEvents: 1, training: { batchSize: 16 + Math.floor(index / 3) } },
    }));
    await open(await comparisonView(runs));
    // Counted in the page: whether a line has a word, and texts that are made to look for words in.
    await panel.page.evaluate(() => {
      const counts = { looks: 0, texts: 0 };
      Object.assign(window, { counts });
      const { includes, toLowerCase } = String.prototype;
      String.prototype.includes = function (word: string, ...rest) {
        if (word.startsWith('zq')) counts.looks++;
        return includes.call(this, word, ...rest);
      };
      String.prototype.toLowerCase = function () {
        counts.texts++;
        return toLowerCase.call(this);
      };
    });
    // 100 rows, which look into their runs.
    const lines = 400;
    const counted = (): Promise<{ looks: number; texts: number }> =>
      panel.page.evaluate(() => {
        const { counts } = window as unknown as { counts: { looks: number; texts: number } };
        const found = { ...counts };
        counts.looks = counts.texts = 0;
        return found;
      });
    const type = async (filter: string): Promise<void> => {
      await panel.page.locator('vscode-textfield input').fill(filter);
      await panel.page.waitForFunction(
        (least) => (window as unknown as { counts: { looks: number } }).counts.looks >= least,
        lines,
      );
      await panel.page.waitForFunction(() => document.body.innerText.includes('No variant matches'));
    };
    await type('zq');
    const first = await counted();
    assert.ok(first.looks <= lines, `${first.looks} looks at ${lines} lines`);
    assert.ok(first.texts >= lines, `${first.texts} texts of ${lines} lines`);
    await type('zqz');
    const second = await counted();
    assert.ok(second.looks <= lines, `${second.looks} looks at ${lines} lines`);
    // Some are of the field itself.
    assert.ok(second.texts < lines / 4, `${second.texts} texts after the first key`);
  });
});
