import assert from 'node:assert/strict';
import type { SearchRecord } from '../../schemas/search';
import { runView } from './fixtures';
import { type OpenOptions, type Panel, themes, usePanels } from './panel';

const learningRate = 'training.optimizer.learningRate';
const accuracies = [
  [0.541, 0.552, 0.548],
  [0.472, 0.466, 0.481],
  [0.313, 0.302, 0.32],
];

function record(chosen: number | undefined, values: readonly (readonly number[])[] = accuracies): SearchRecord {
  return {
    version: 1,
    dataFingerprint: 'f'.repeat(64),
    monitor: 'validationAccuracy',
    folds: 3,
    epochs: 5,
    candidates: values.map((folds, index) => ({
      values: { [learningRate]: [0.001, 0.0001, 0.00001][index] },
      folds: folds.map((validationAccuracy, fold) => ({
        ...{ fold: fold + 1, seed: 100 + fold, loss: 1.2, accuracy: 0.5, validationLoss: 1.3, validationAccuracy },
        seconds: 41.5,
      })),
    })),
    ...(chosen === undefined ? {} : { chosen }),
    seconds: 373.5,
  };
}

describe('table of folds', function () {
  this.timeout(60_000);
  const panels = usePanels();
  let panel: Panel;

  async function open(search: SearchRecord | undefined, options: OpenOptions = {}, state?: 'running'): Promise<void> {
    const view = await runView({ experiment: 'searched', ...(state ? { state } : {}) });
    panel = await panels.open('run', { height: 900, ...options });
    await panel.send({ type: 'load', run: { ...view, ...(search ? { search } : {}) } });
    await panel.page.waitForSelector('.run-header');
  }
  const rows = () => panel.page.locator('.search tbody tr').allInnerTexts();
  const plain = (text: string) => text.replace(/[\t\n\u00a0]+/g, ' ').trim();

  for (const theme of themes) {
    it(`shows candidates, folds and what was chosen in the ${theme} theme`, async () => {
      await open(record(0), { theme });
      assert.deepEqual((await rows()).map(plain), [
        'chosen 0.001 54.1 % 55.2 % 54.8 % 54.7 % ± 0.6',
        '0.0001 47.2 % 46.6 % 48.1 % 47.3 % ± 0.8',
        '0.00001 31.3 % 30.2 % 32.0 % 31.2 % ± 0.9',
      ]);
      assert.match(
        await panel.page.locator('.search .section-head').innerText(),
        /3 candidates, 3 folds of 5 epochs, 6\smin/,
      );
      assert.equal(await panel.page.locator('.search tr.chosen th').innerText(), '0.001');
      await panel.photograph(`folds-${theme}`);
    });
  }

  it('shows what is done while the search goes on, and what diverged', async () => {
    const going = record(undefined, [accuracies[0]!, [0.4], []]);
    const [first, ...others] = going.candidates;
    const { fold, seed, seconds } = first!.folds[0]!;
    const search = {
      ...going,
      candidates: [{ ...first!, folds: [{ fold, seed, seconds }, ...first!.folds.slice(1)] }, ...others],
    };
    await open(search, {}, 'running');
    assert.deepEqual((await rows()).map(plain), [
      '0.001 diverged 55.2 % 54.8 % diverged',
      '0.0001 40.0 % – – 40.0 %',
      '0.00001 – – –',
    ]);
    assert.match(await panel.page.locator('.search .section-head').innerText(), /4 of 9 folds done/);
    assert.equal(await panel.page.locator('.search tr.chosen').count(), 0);
    await panel.photograph('folds-running');
  });

  it('grows with an update', async () => {
    await open(record(undefined, [[0.5], []]), {}, 'running');
    const view = await runView({ experiment: 'searched', state: 'running' });
    const search = record(undefined, [[0.5, 0.6], []]);
    await panel.send({ type: 'update', update: { header: view.header, batches: [], epochs: [], search } });
    await panel.page.waitForFunction(() =>
      document.querySelector('.search')?.textContent.includes('2 of 6 folds done'),
    );
  });

  it('fits a narrow panel, where the table scrolls by itself', async () => {
    await open(record(0), { width: 320, height: 1200 });
    await panel.fits();
    await panel.photograph('folds-320px');
  });

  it('is not there for a run that does not search', async () => {
    await open(undefined);
    assert.equal(await panel.page.locator('.search').count(), 0);
  });
});
