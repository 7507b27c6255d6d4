import assert from 'node:assert/strict';
import { type OpenOptions, type Panel, themes, usePanels } from './panel';
import { comparisonView, openComparison } from './fixtures';
import { longNamed } from './shown';
import { study, variants } from './study';
import type { FakeRun } from '../fixtures/runs';
import type { ComparisonView } from '../../schemas/messages/comparison';

describe('the page that compares', () => {
  const panels = usePanels();
  let panel: Panel;

  const open = async (comparison: ComparisonView, options: OpenOptions = {}): Promise<void> => {
    panel = await openComparison(panels, comparison, options);
  };
  const names = (): Promise<string[]> => panel.page.locator('tbody .expander').allInnerTexts();
  const header = (title: string) => panel.page.locator('thead .sort', { hasText: title });

  for (const theme of themes) {
    it(`shows what each variant is worth in the ${theme} theme`, async () => {
      await open(await comparisonView(study), { theme });
      assert.deepEqual(
        (await names()).map((name) => name.trim()),
        variants,
      );
      assert.match(await panel.page.locator('tbody').innerText(), /52\.3\s% ± 3\.7/);
      await panel.photograph(`comparison-${theme}`);
    });
  }

  it('says what to plan where nobody can tell, and how often the faces were looked at', async () => {
    const close = ['base', 'dropout', 'weight-decay'].flatMap((variant, index) =>
      [0, 1, 2].map((repeat): FakeRun => ({
        ...{ experiment: 'study', variant, repeat, model: { dropout: index / 10 } },
        testAccuracy: 0.52 + 0.004 * index * (repeat - 0.5) + 0.003 * repeat,
      })),
    );
    for (const theme of ['light', 'high-contrast'] as const) {
      await open(await comparisonView(close), { theme });
      const verdicts = await panel.page.locator('.verdict').innerText();
      assert.match(
        verdicts,
        /Cannot tell: .* seeds better\. 3 repeats usually find differences of \d+\.\d points or more/,
      );
      assert.match(verdicts, /9 finished runs of this project were tested on these 700 faces\./);
      await panel.photograph(`comparison-plan-${theme}`);
    }
    await open({ ...(await comparisonView(close)), metric: 'recall:happy' });
    assert.match(await header('Difference').innerText(), /Difference in recall of happy, points/);
  });

  it('sorts, and expands a variant to its seeds', async () => {
    await open(await comparisonView(study));
    await header('Test accuracy').click();
    assert.deepEqual(
      (await names()).map((name) => name.trim()),
      [...variants].reverse(),
    );
    assert.equal(await panel.page.locator('th[aria-sort="descending"]').count(), 1);
    await panel.page.locator('.expander').first().click();
    assert.equal(await panel.page.locator('tr.run').count(), 3);
    await panel.photograph('comparison-expanded');
  });

  it('calls no two settings the same', async () => {
    const paths = ['augmentation', 'testTimeAugmentation'].map((technique) => `techniques.${technique}.horizontalFlip`);
    await open({ ...(await comparisonView(study)), differing: [...paths, 'training.batchSize'] });
    const titles = await panel.page.locator('thead .sort').allInnerTexts();
    assert.deepEqual(
      titles.slice(1, 4).map((title) => title.replaceAll(/\s+/g, ' ').trim()),
      ['augmentation horizontalFlip', 'testTimeAugmentation horizontalFlip', 'batchSize'],
    );
  });

  it('does not move rows under the pointer', async () => {
    const view = await comparisonView(study);
    await open(view);
    await header('Test accuracy').click();
    const before = await names();
    await panel.page.locator('tbody tr').nth(1).hover();
    const raised = view.rows.map((row) =>
      row.variant === 'base'
        ? { ...row, metrics: { ...row.metrics, testAccuracy: { ...row.metrics.testAccuracy!, mean: 0.99 } } }
        : row,
    );
    await panel.send({ type: 'load', comparison: { ...view, rows: raised }, experiments: [] });
    await panel.page.waitForFunction(() => document.body.innerText.includes('99.0'));
    assert.deepEqual(await names(), before);
    await panel.page.mouse.move(5, 5);
    await panel.page.waitForFunction(() => document.querySelector('tbody .expander')?.textContent?.includes('base'));
  });

  it('offers common faces where a row is of other data, and only there', async () => {
    const box = () => panel.page.locator('vscode-checkbox', { hasText: 'Common faces' });
    const view = await comparisonView(study);
    await open(view);
    assert.equal(await box().count(), 0);
    const [base, ...rest] = view.rows;
    const other = rest.map((row) => ({ ...row, basis: { ...row.basis, fingerprint: 'b'.repeat(64) } }));
    await open({ ...view, rows: [base!, ...other] });
    await box().click();
    assert.deepEqual((await panel.posted()).at(-1), { type: 'setCommonFaces', on: true });
    await panel.send({ type: 'load', comparison: { ...view, commonFaces: true }, experiments: [] });
    await panel.page.waitForSelector('.toolbar vscode-checkbox[checked]');
    await panel.photograph('comparison-common-faces');
    await box().click();
    assert.deepEqual((await panel.posted()).at(-1), { type: 'setCommonFaces', on: false });
  });

  it('has one row for all folds of a variant, and says the fold of each run, in every theme and in a narrow window', async () => {
    const fold = (variant: string, number: number, repeat: number, testAccuracy: number): FakeRun => ({
      ...{ variant: `${variant}fold-${number}`, repeat, testAccuracy, fingerprint: String(number).repeat(64) },
      holdOut: { folds: 3, fold: number, seed: 123 },
      ...(variant !== '' && { training: { batchSize: 64 } }),
    });
    const view = await comparisonView(
      [0, 1, 2].flatMap((repeat) =>
        [1, 2, 3].flatMap((number) => [fold('', number, repeat, 0.6), fold('flip+', number, repeat, 0.66)]),
      ),
    );
    for (const { theme, width } of [
      ...(['light', 'dark', 'high-contrast'] as const).map((theme) => ({ theme, width: 900 })),
      { theme: 'dark' as const, width: 320 },
    ]) {
      await open(view, { theme, width });
      assert.equal((await names()).length, 2);
      await panel.page.locator('.expander').first().click();
      assert.match((await panel.page.locator('tr.run .link').nth(1).textContent())!, /seed 1, fold 2/);
      await panel.photograph(`comparison-folds-${theme}-${width}px`);
    }
  });

  it('asks for another baseline, for a run, for curves and for exports', async () => {
    const view = await comparisonView(study);
    await open(view);
    await panel.page.locator('vscode-single-select[label="Baseline"]').click();
    await panel.page.getByRole('option', { name: 'flip' }).click();
    await panel.page.locator('vscode-single-select[label="Difference in"]').click();
    await panel.page.getByRole('option', { name: 'recall of happy' }).click();
    await panel.page.locator('tbody input[type=checkbox]').first().check();
    await panel.page.locator('vscode-button', { hasText: 'Curves' }).click();
    await panel.page.locator('.expander').first().click();
    await panel.page.locator('tr.run .link').first().click();
    for (const format of ['Markdown', 'CSV', 'LaTeX', 'HTML', 'Methods', 'JSON', 'Parquet: runs', 'Parquet: faces']) {
      await panel.page.locator('summary', { hasText: 'Export' }).click();
      await panel.page.locator('vscode-button', { hasText: format }).click();
    }
    const posted = await panel.posted();
    assert.deepEqual(
      posted.map(({ type }) => type),
      [
        ...['ready', 'setBaseline', 'setMetric', 'curves', 'openRun'],
        ...new Array<string>(6).fill('export'),
        ...new Array<string>(2).fill('exportParquet'),
      ],
    );
    assert.equal(posted[1]!['row'], view.rows[1]!.id);
    assert.equal(posted[2]!['metric'], 'recall:happy');
    assert.deepEqual(
      posted[3]!['directories'],
      view.rows[0]!.runs.map(({ directory }) => directory),
    );
    for (const { rows } of posted.slice(5)) {
      assert.deepEqual(
        rows,
        view.rows.map(({ id }) => id),
      );
    }
    assert.deepEqual(
      posted.slice(-2).map(({ table }) => table),
      ['runs', 'faces'],
    );
  });

  it('opens the menu of exports within the panel, wide or narrow', async () => {
    for (const width of [320, 700, 1200]) {
      await open(await comparisonView(study), { width });
      await panel.page.locator('summary', { hasText: 'Export' }).click();
      const menu = panel.page.locator('.dropdown.last .menu');
      const { x, width: wide } = (await menu.boundingBox())!;
      assert.ok(x >= 0 && x + wide <= width, `${width}: from ${x} to ${x + wide}`);
      await panel.photograph(`comparison-export-${width}px`);
    }
  });

  it('draws the curves of the selected rows over each other', async () => {
    await open(await comparisonView(study));
    const epochs = [1, 2, 3].map((epoch) => ({
      time: '2026-01-01T10:00:00.000Z',
      epoch,
      loss: 2 / epoch,
      accuracy: 0.2 * epoch,
      validationLoss: 2 / epoch,
      validationAccuracy: 0.2 * epoch,
      learningRate: 0.001,
      seconds: 1,
      imagesPerSecond: 100,
      residentBytes: 1e8,
      tensors: 10,
      tensorBytes: 1e6,
      best: true,
    }));
    const runs = ['base', 'flip'].map((label) => ({ directory: label, label, epochs }));
    await panel.send({ type: 'curves', runs });
    await panel.page.waitForSelector('.overlay canvas');
    await panel.photograph('comparison-overlay');
    await panel.page.getByRole('button', { name: 'Save “Validation accuracy” as SVG' }).click();
    await panel.page.waitForFunction(() => window.posted.some(({ type }) => type === 'savePicture'));
    const picture = (await panel.posted()).find(({ type }) => type === 'savePicture')!;
    assert.equal(String(picture['data']).match(/<polyline /g)!.length, 2);
    await panel.page.locator('vscode-button', { hasText: 'Close' }).click();
    await panel.page.waitForSelector('.overlay', { state: 'detached' });
  });

  it('draws all bars of differences over one zero, with the interval beside them', async () => {
    const wide = study.map((run) =>
      run.variant === 'flip' && run.testAccuracy ? { ...run, testAccuracy: 0.99 } : run,
    );
    await open(await comparisonView(wide), { width: 1600 });
    const zeros = await panel.page
      .locator('.interval .zero')
      .evaluateAll((all) => all.map((zero) => zero.getBoundingClientRect().left));
    assert.equal(zeros.length, 2);
    assert.equal(zeros[0], zeros[1]);
    const shown = await panel.page.locator('.difference').last().innerText();
    assert.match(shown, /[+−]\d+\.\d+ \(−?\d+\.\d+ to −?\d+\.\d+\)/);
  });

  it('has one Tab stop a row, and arrows to its checkbox', async () => {
    await open(await comparisonView(study));
    await panel.page.locator('.expander').first().focus();
    const focused = () => panel.page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    await panel.page.keyboard.press('ArrowLeft');
    assert.equal(await focused(), 'Select base');
    await panel.page.keyboard.press('Space');
    assert.ok(await panel.page.locator('tbody input').first().isChecked());
    await panel.page.keyboard.press('ArrowRight');
    assert.equal(await focused(), 'base, 3 runs');
    await panel.page.keyboard.press('Tab');
    assert.equal(await focused(), 'flip, 3 runs');
  });

  it('says one run in the singular', async () => {
    await open(await comparisonView(study.filter(({ repeat }) => repeat === 0)));
    assert.equal(await panel.page.locator('.expander').first().getAttribute('aria-label'), 'base, 1 run');
  });

  it('says that there is nothing to compare yet', async () => {
    await open({ title: 'study', rows: [], metric: 'accuracy', metrics: [], differing: [] });
    assert.match(await panel.page.locator('.empty').innerText(), /nothing to compare yet/);
    await panel.photograph('comparison-empty');
  });

  it('opens with 1,000 runs and draws only what is in view', async () => {
    const runs = Array.from({ length: 1000 }, (_, index): FakeRun => ({
      experiment: 'many',
      variant: `rate-${Math.floor(index / 2)}${index >= 600 && index < 800 ? '-of-a-longer-name' : ''}`,
      repeat: index % 2,
      runId: `run-${index}`,
      epochs: 1,
      batchEvents: 1,
      training: { batchSize: 16 + Math.floor(index / 2) * (index >= 500 ? 1000 : 1) },
    }));
    const view = await comparisonView(runs);
    assert.equal(view.rows.length, 500);
    await open(view);
    const drawn = await panel.page.locator('tbody .expander').count();
    assert.ok(drawn > 10 && drawn < 100, `${drawn} rows drawn`);
    const edges = (): Promise<number[]> =>
      panel.page
        .locator('thead th')
        .evaluateAll((all) =>
          all.flatMap((cell) => [cell.getBoundingClientRect().left, cell.getBoundingClientRect().right]),
        );
    const before = await edges();
    const height = await panel.page.locator('.scroll').evaluate((element) => element.scrollHeight);
    for (let top = 0; top < height; top += 2000) {
      await panel.page.locator('.scroll').evaluate((element, to) => element.scrollTo(0, to), top);
      // The rows that belong there are drawn.
      await panel.page.waitForFunction(() => {
        const { top: from, bottom } = document.querySelector('.scroll')!.getBoundingClientRect();
        return [...document.querySelectorAll('tbody tr[aria-rowindex]')].some((row) => {
          const { top } = row.getBoundingClientRect();
          return top > from && top < bottom;
        });
      });
      assert.deepEqual(await edges(), before, `at ${top} px`);
    }
    await panel.page.locator('.scroll').evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await panel.page.waitForFunction(() => document.querySelector('tbody')?.textContent?.includes('rate-499'));
    await panel.photograph('comparison-1000-runs');
  });

  it('scrolls what is too wide in its own box, visibly, with the names kept', async () => {
    await open(await comparisonView(longNamed), { width: 900 });
    await panel.fits();
    const box = panel.page.locator('.scroll-box');
    assert.match((await box.getAttribute('class'))!, /more-after/);
    const shadow = await box.evaluate((element) => getComputedStyle(element, '::after').boxShadow);
    assert.match(shadow, /inset/);
    const place = () =>
      panel.page
        .locator('tbody .expander')
        .first()
        .evaluate((name) => name.getBoundingClientRect());
    const first = await place();
    await panel.page.locator('.scroll').evaluate((element) => element.scrollTo(element.scrollWidth, 0));
    await panel.page.waitForFunction(() => !document.querySelector('.scroll-box')!.className.includes('more-after'));
    assert.match((await box.getAttribute('class'))!, /more-before/);
    const kept = await place();
    assert.ok(kept.left >= 0 && kept.left <= first.left, `names at ${kept.left} px`);
    const last = await panel.page
      .locator('thead th')
      .last()
      .evaluate((cell) => cell.getBoundingClientRect().right);
    assert.ok(last <= 900, `the last column ends at ${last} px`);
    await panel.photograph('comparison-scrolled');
  });

  it('wraps headings, and cuts no value that has no title', async () => {
    await open(await comparisonView(longNamed), { width: 1200 });
    const cut = await panel.page
      .locator('thead th:not(.select)')
      .evaluateAll((all) => all.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent));
    assert.deepEqual(cut, []);
    const [height] = await panel.page.locator('thead th').evaluateAll((all) => all.map((cell) => cell.clientHeight));
    assert.ok(height! > 40, 'headings of several words take several lines');
    await panel.fits();
  });

  it('draws a bar as its verdict says, whatever its interval', async () => {
    const view = await comparisonView(study);
    const rows = view.rows.map((row) =>
      row.difference
        ? { ...row, difference: { ...row.difference, low: 0.01, mean: 0.02, high: 0.03, verdict: 'unclear' as const } }
        : row,
    );
    await open({ ...view, rows });
    assert.equal(await panel.page.locator('.interval .range.unclear').count(), 2);
    assert.equal(await panel.page.locator('.interval .range.real').count(), 0);
  });

  it('tells a list of settings from a range', async () => {
    const view = await comparisonView(study);
    const paths = ['data.test', 'techniques.augmentation.contrast'];
    const settings = { 'data.test': ['publicTest', 'privateTest'], 'techniques.augmentation.contrast': [0.6, 1.4] };
    await open({ ...view, differing: paths, rows: view.rows.map((row) => ({ ...row, settings })) });
    const shown = await panel.page.locator('tbody').innerText();
    assert.match(shown, /publicTest, privateTest/);
    assert.match(shown, /0\.6 to 1\.4/);
  });

  it('fits a narrow panel: the page itself does not scroll sideways', async () => {
    await open(await comparisonView(study), { width: 320, height: 900 });
    await panel.fits();
    await panel.photograph('comparison-320px');
  });

  it('comes back sorted and filtered after a reload', async () => {
    const state = { experiments: ['study'], sorting: [{ id: 'testAccuracy', desc: true }], filter: 'study' };
    await open(await comparisonView(study), { state });
    assert.deepEqual(
      (await names()).map((name) => name.trim()),
      [...variants].reverse(),
    );
    assert.equal(await panel.page.locator('vscode-textfield input').inputValue(), 'study');
  });
});
