import assert from 'node:assert/strict';
import { type OpenOptions, type Panel, themes, usePanels } from './panel';
import { commandFigure } from './commandFigure';
import { runView } from './fixtures';
import { calibrationOf } from '../../results/calibration';
import { votesView } from '../../results/votes';
import { tooSure, votesOfPeople } from '../fixtures/calibrated';
import type { RunUpdate, RunView } from '../../schemas/messages/run';

const longRun = {
  experiment: 'flip',
  variant: 'flip',
  state: 'running',
  epochs: 30,
  epochsRun: 11,
  batchEvents: 20,
} as const;

describe('the page of a run', () => {
  const panels = usePanels();
  let panel: Panel;

  const open = async (run: RunView, options: OpenOptions = {}): Promise<void> => {
    panel = await panels.open('run', options);
    await panel.send({ type: 'load', run });
    await panel.page.waitForSelector('.run-header');
  };
  const text = (selector: string): Promise<string> => panel.page.locator(selector).innerText();

  for (const theme of themes) {
    it(`shows a live run in the ${theme} theme`, async () => {
      await open(await runView(longRun, { experiment: 'flip', variant: 'base', epochs: 30 }), { theme });
      assert.match(await text('.facts'), /12 \/ 30/);
      assert.equal(await panel.page.locator('.chart canvas').count(), 2);
      await panel.photograph(`run-live-${theme}`);
    });

    it(`shows a finished run in the ${theme} theme`, async () => {
      await open(await runView({ experiment: 'flip', variant: 'flip', epochs: 12 }), { theme, height: 1300 });
      assert.match(await text('.headline'), /\d\d\.\d\s%.*95 % interval/s);
      assert.equal(await panel.page.locator('.confusion tbody tr').count(), 7);
      await panel.photograph(`run-done-${theme}`);
    });
  }

  it('moves nothing while the run trains, also for those who have not asked for that', async () => {
    const run = await runView(longRun);
    await open(run);
    await panel.page.emulateMedia({ reducedMotion: 'no-preference' });
    const update: RunUpdate = { header: { ...run.header, epoch: 13 }, batches: [], epochs: [] };
    await panel.send({ type: 'update', update });
    await panel.page.waitForFunction(() => document.querySelector('.facts')!.textContent.includes('13 / 30'));
    const moving = await panel.page.evaluate(() => {
      const roots: (Document | ShadowRoot)[] = [document];
      for (const root of roots) {
        for (const { shadowRoot } of root.querySelectorAll('*')) if (shadowRoot) roots.push(shadowRoot);
      }
      return roots.flatMap((root) => root.getAnimations()).length;
    });
    assert.equal(moving, 0);
  });

  it('says below the headline that a network learned nothing', async () => {
    await open(await runView({ experiment: 'chance', testAccuracy: 0.1 }));
    assert.match(
      await text('.headline + .lack'),
      /This network learned nothing: .*no better than guessing, which gives .*\. Train longer/s,
    );
    await panel.photograph('run-nothing-learned');
    await open(await runView({ experiment: 'flip', testAccuracy: 0.8 }));
    assert.equal(await panel.page.locator('.lack').count(), 0);
  });

  it('says of which epoch each value of the legend is', async () => {
    const run = await runView(longRun);
    const { epoch, step } = run.batches.at(-1)!;
    const steps = run.header.stepsPerEpoch!;
    assert.ok(epoch === 12 && step < steps);
    await open(run);
    const legend = (await panel.page.locator('.u-legend').first().innerText()).replaceAll(/\s+/g, ' ');
    assert.match(
      legend,
      new RegExp(`Epoch\\s?12, step ${step} of ${steps}\\s?training, per batch\\s?[\\d.]+ %\\s?training`),
    );
    assert.match(legend, /training\s?[\d.]+ % \(epoch 11\)\s?validation\s?[\d.]+ % \(epoch 11\)/);
    // Where the pointer is on the end of an epoch, all that is of that epoch says so without more words.
    const box = (await panel.page.locator('.u-over').first().boundingBox())!;
    await panel.page.mouse.move(box.x + (box.width * 5) / 30, box.y + 20);
    await panel.page.waitForFunction(() => document.querySelector('.u-legend')?.textContent?.includes('5training'));
    assert.match(
      (await panel.page.locator('.u-legend').first().innerText()).replaceAll(/\s+/g, ' '),
      /Epoch\s?5\s?training.*training\s?[\d.]+ %\s?validation\s?[\d.]+ %$/,
    );
  });

  it('has its own place in the legend, with longer runs behind it, and tells those apart', async () => {
    const run = await runView(longRun);
    const behind = await runView({ experiment: 'flip', epochs: 30 });
    const earlier = [1, 2, 3].map((seed) => ({
      ...{ directory: `/runs/${seed}`, label: `seed ${seed}` },
      epochs: behind.epochs,
    }));
    await open({ ...run, earlier });
    const legend = (await panel.page.locator('.u-legend').first().innerText()).replaceAll(/\s+/g, ' ');
    assert.match(legend, /^Epoch\s?12, step/);
    const borders = await panel.page
      .locator('.u-legend')
      .first()
      .locator('.u-series', { hasText: 'seed' })
      .evaluateAll((all) => all.map((each) => getComputedStyle(each.querySelector('.u-marker')!).borderTopStyle));
    assert.deepEqual(borders, ['solid', 'dashed', 'dotted']);
    await panel.photograph('run-earlier');
  });

  it('shows the average of the weights beside those of the last step', async () => {
    const run = await runView({ experiment: 'ema', epochs: 12 });
    const epochs = run.epochs.map((point) =>
      point.epoch < 3
        ? point
        : {
            ...point,
            lastStepValidationAccuracy: point.validationAccuracy - 0.04 + 0.02 * Math.sin(point.epoch),
            lastStepValidationLoss: point.validationLoss + 0.1,
          },
    );
    await open({ ...run, epochs }, { height: 700 });
    const legend = await panel.page.locator('.charts').innerText();
    assert.match(legend, /training[\s\S]*validation, last step[\s\S]*validation, average/);
    await panel.photograph('run-averaged');
  });

  it('shows no share of nothing: a class without faces, and one that is never the answer', async () => {
    const run = await runView({ experiment: 'flip' });
    const { test } = run.summary!.splits;
    const zero = test!.confusion.map((row, truth) =>
      row.map((cell, answer) => (truth === 1 || answer === 1 ? 0 : cell)),
    );
    const classes = test!.classes.map((each, c) => ({
      ...each,
      support: zero[c]!.reduce((sum, cell) => sum + cell, 0),
    }));
    classes[1] = { ...classes[1]!, precision: 0, recall: 0, f1: 0 };
    const splits = { ...run.summary!.splits, test: { ...test!, confusion: zero, classes } };
    await open({ ...run, summary: { ...run.summary!, splits } });
    const row = panel.page.locator('table:has(caption:text-is("Per class")) tbody tr').nth(1);
    assert.deepEqual(await row.locator('td').allInnerTexts(), ['0', '–', '–', '–']);
  });

  it('calls the two times of a run by two names, as the comparison does', async () => {
    const run = await runView({ experiment: 'flip', epochs: 12 });
    const summary = { ...run.summary!, trainingSeconds: 61 };
    await open({ ...run, header: { ...run.header, activeSeconds: 75 }, summary });
    assert.match(await text('.facts'), /Total time\s+1\smin\s15\ss\s+Training time\s+1\smin\s1\ss/);
  });

  it('marks where fine tuning begins', async () => {
    const run = await runView({ experiment: 'transfer', epochs: 12 });
    const epochs = run.epochs.map((point) => ({ ...point, stage: point.epoch <= 8 ? 1 : 2 }));
    await open({ ...run, epochs }, { height: 700 });
    assert.match(await text('[aria-label="Learning curves"] .section-head'), /fine tuning after epoch 8/);
    await panel.photograph('run-stages');
  });

  const testTime = (samples: number, testAccuracy = 0.8532): Promise<RunView> =>
    runView({
      experiment: 'tta',
      testExamples: 3_573,
      testAccuracy,
      techniques: { testTimeAugmentation: { set: 'fiveCrop', samples, combine: 'mean', cropSize: 0.875 } },
      published: { testAccuracy: 0.8532, bySamples: { 3: 0.8498, 10: 0.8484 }, source: 'The study' },
    });

  for (const theme of themes) {
    it(`shows what fewer predictions of each face reach in the ${theme} theme`, async () => {
      await open(await testTime(25), { theme, height: 1500 });
      assert.equal(await panel.page.locator('.chart canvas').count(), 3);
      const spoken = await panel.page.locator('.sample-curve [role=img]').getAttribute('aria-label');
      assert.match(spoken!, /: \d\d\.\d\s% with 1, 85\.3\s% with 25, \+2\.0 points from the 83\.3\s% of a single/);
      const numbers = await panel.page.locator('.sample-curve dt').allInnerTexts();
      assert.deepEqual(
        numbers,
        [1, 2, 3, 5, 10, 15, 20, 25].map((number) => `n = ${number}`),
      );
      assert.match(await panel.page.locator('.sample-curve dd').last().innerText(), /^85\.3\d\s%$/);
      const published = await panel.page.locator('.sample-curve dd.muted').allInnerTexts();
      assert.equal(published.join(', ').replaceAll(/\s/g, ' '), 'published 84.98 %, published 84.84 %');
      await panel.photograph(`run-tta-${theme}`);
    });
  }

  it('shows fewer predictions in a narrow panel, and their number when there are few', async () => {
    await open(await testTime(5), { width: 320, height: 2200 });
    assert.deepEqual(await panel.page.locator('.sample-curve dt').allInnerTexts(), [
      'n = 1',
      'n = 2',
      'n = 3',
      'n = 5',
    ]);
    await panel.photograph('run-tta-320px');
    await panel.fits();
  });

  it('saves that curve as a vector, with what its axes count', async () => {
    const view = await testTime(25);
    await open(view, { height: 1500 });
    const title = 'Test accuracy by number of predictions';
    await panel.page.getByRole('button', { name: `Save “${title}” as SVG` }).click();
    await panel.page.waitForFunction(() => window.posted.some(({ type }) => type === 'savePicture'));
    const picture = (await panel.posted()).find(({ type }) => type === 'savePicture')!;
    const svg = String(picture['data']);
    assert.match(svg, />Predictions<.*>Test accuracy<.*>a single prediction<.*>combined<.*>published</s);
    assert.equal(svg, await commandFigure(view.header.directory, { kind: 'predictions' }));
  });

  /** A network that is too sure, and what people said of its faces. */
  const measured = async (samples = 1): Promise<RunView> => {
    const view = await runView({ experiment: 'calibrated', testExamples: 3153, testAccuracy: 0.516 });
    const validation = tooSure('validation', 2870, 10_000);
    const calibration = calibrationOf(tooSure('test', 3153, 0, samples), validation);
    const measures = { ...view.measures!, calibration, votes: votesView('test', votesOfPeople) };
    return { ...view, measures };
  };

  for (const theme of themes) {
    it(`shows how sure a network is, and how it agrees with people, in the ${theme} theme`, async () => {
      await open(await measured(), { theme, height: 2300 });
      const calibration = await text('[aria-label="Calibration"]');
      assert.match(calibration, /Expected calibration error 0\.\d{3}, in 15 bins\./);
      assert.match(calibration, /Temperature 1\.[5-9]\d, fitted on 2,870 validation faces alone/);
      const people = await text('[aria-label="Agreement with people"]');
      assert.match(people, /68\.8\s% of a face’s votes/);
      assert.match(people, /No network can exceed 78\.5\s% on these 3,153 faces.*two of the people agree on 65\.7\s%/);
      await panel.page.locator('[aria-label="Calibration"]').scrollIntoViewIfNeeded();
      await panel.photograph(`run-measures-${theme}`);
    });
  }

  it('shows them in a narrow panel', async () => {
    await open(await measured(10), { width: 320, height: 4200 });
    assert.match(await text('[aria-label="Calibration"]'), /mean of 10 predictions of each test face/);
    await panel.photograph('run-measures-320px');
    await panel.fits();
  });

  it('says why there is no calibration, and no temperature', async () => {
    const view = await runView({ experiment: 'flip', predictions: false });
    await open(view);
    assert.match(await text('[aria-label="Calibration"]'), /There is no calibration\. .*test\.bin/);
    assert.equal(await panel.page.locator('[aria-label="Agreement with people"]').count(), 0);
    await open(await runView({ experiment: 'flip' }));
    assert.match(
      await text('[aria-label="Calibration"]'),
      /predictions of validation faces, .*, are missing or damaged/,
    );
  });

  it('saves the diagram that the command line draws', async () => {
    const view = await runView({ experiment: 'flip' });
    await open(view, { height: 1500 });
    await panel.page.getByRole('button', { name: 'Save “Reliability, test” as SVG' }).click();
    await panel.page.waitForFunction(() => window.posted.some(({ type }) => type === 'savePicture'));
    const picture = (await panel.posted()).find(({ type }) => type === 'savePicture')!;
    assert.equal(picture['data'], await commandFigure(view.header.directory, { kind: 'reliability' }));
  });

  it('has balanced accuracy, kappa and correlation of each split, and says what they are', async () => {
    const view = await runView({ experiment: 'flip' });
    await open(view);
    const table = panel.page.locator('table:has(caption:text-is("Metrics of each split"))');
    const { confusion } = view.summary!.splits['test']!;
    const recalls = confusion.map((row, c) => row[c]! / row.reduce((sum, cell) => sum + cell, 0));
    const balanced = (100 * recalls.reduce((sum, recall) => sum + recall, 0)) / recalls.length;
    const cells = await table.locator('tbody tr').first().locator('td').allInnerTexts();
    assert.equal(cells[4]!.replace(/\s/, ' '), `${balanced.toFixed(1)} %`);
    assert.match(cells.slice(5).join(' '), /^0\.\d{3} 0\.\d{3}$/);
    for (const name of ['Balanced', 'Kappa', 'MCC']) {
      assert.ok(((await table.locator('th', { hasText: name }).getAttribute('title')) ?? '').length > 30, name);
    }
  });

  it('draws no such curve for a run that predicts once', async () => {
    await open(await runView({ experiment: 'flip' }));
    assert.equal(await panel.page.locator('.sample-curve').count(), 0);
  });

  it('fits a narrow panel without scrolling sideways', async () => {
    await open(await runView(longRun), { width: 320, height: 900 });
    await panel.fits();
    await panel.photograph('run-live-320px');
  });

  it('is readable at 200 % zoom', async () => {
    // A zoom of two halves the width that the page has to lay out in.
    await open(await runView({ experiment: 'flip' }), { width: 480, height: 1200 });
    await panel.fits();
    await panel.photograph('run-done-zoomed');
  });

  it('says what went wrong and what to do next', async () => {
    const message = 'The disk is full: epoch 3 could not be written.';
    await open(await runView({ state: 'failed', message, remedy: 'Free some space, then press Resume.' }));
    assert.equal(await text('.notice.error'), `${message}\nFree some space, then press Resume.`.replace('\n', '\n\n'));
    await panel.photograph('run-failed');
  });

  it('says that an interrupted run is not running', async () => {
    await open(await runView({ state: 'interrupted' }));
    assert.match(await text('.notice.warning'), /process is gone/);
    await panel.photograph('run-interrupted');
  });

  it('shows a queued run without curves', async () => {
    await open(await runView({ state: 'queued' }));
    assert.match(await text('main'), /Curves appear with the first batches/);
    await panel.photograph('run-queued');
  });

  it('says that a run is gone', async () => {
    panel = await panels.open('run');
    await panel.send({ type: 'missing', directory: '/project/.ferexp/runs/flip/1' });
    await panel.page.waitForSelector('.empty code');
    assert.match(await text('.empty'), /no longer there/);
  });

  it('adds what an update brings and drops what a resume redoes', async () => {
    const run = await runView(longRun);
    await open(run);
    const last = run.epochs.at(-1)!;
    const update: RunUpdate = {
      header: { ...run.header, epoch: 12 },
      batches: [],
      epochs: [{ ...last, epoch: 12, validationAccuracy: 0.987, best: true }],
    };
    await panel.send({ type: 'update', update });
    await panel.page.waitForFunction(() => document.body.innerText.includes('best epoch 12'));
    const reset: RunUpdate = {
      header: { ...run.header, epoch: 2 },
      batches: [],
      epochs: [],
      reset: { epoch: 1, step: 0 },
    };
    await panel.send({ type: 'update', update: reset });
    await panel.page.waitForFunction(() => document.body.innerText.includes('best epoch 1:'));
  });

  it('asks for what its buttons say, by keyboard alone', async () => {
    await open(await runView(longRun));
    await panel.page.keyboard.press('Tab');
    await panel.page.keyboard.press('Enter');
    await panel.page.waitForFunction(() => window.posted.some(({ type }) => type === 'stop'));
    const types = (await panel.posted()).map(({ type }) => type);
    assert.deepEqual(types, ['ready', 'stop']);
  });

  it('exports the network of a finished run', async () => {
    await open(await runView({ experiment: 'flip' }));
    await panel.page.locator('vscode-button', { hasText: 'Export Model' }).click();
    await panel.page.waitForFunction(() => window.posted.some(({ type }) => type === 'exportModel'));
    assert.deepEqual(
      (await panel.posted()).map(({ type }) => type),
      ['ready', 'exportModel'],
    );
  });

  it('remembers its run over a reload', async () => {
    const run = await runView(longRun);
    await open(run);
    assert.deepEqual(await panel.savedState(), { directory: run.header.directory, pinned: false });
  });

  it('switches the confusion matrix between shares and counts', async () => {
    await open(await runView({ experiment: 'flip', testExamples: 1400 }));
    const cell = panel.page.locator('.confusion td.right').first();
    const share = await cell.innerText();
    await panel.page.locator('.classes vscode-checkbox').click();
    await panel.page.waitForFunction(
      (old) => document.querySelector('.confusion td.right')?.textContent !== old,
      share,
    );
    const title = (await cell.getAttribute('title'))!;
    assert.ok(title.startsWith(`${await cell.innerText()} of `), title);
  });
});
