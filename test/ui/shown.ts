/** Each page with something to show, under names as long as people give them. A page that is not here does not compile. */
import type { DataOverview } from '../../schemas/faces';
import type { FakeRun } from '../fixtures/runs';
import { auditedData, sendAudit } from './audited';
import { choice, explained } from './explained';
import { FakeFaces, ferData } from './faces';
import { comparisonView, drawnPreview, runView } from './fixtures';
import type { PageName, Panel } from './panel';

const experiment = 'custom-cnn-on-ferplus-labels-by-majority';
const variant = 'flip-and-shear-by-five-degrees-with-label-smoothing-of-0.1';

/** Runs whose settings have long names and differ in many of them. */
export const longNamed: readonly FakeRun[] = [0, 1, 2, 3].flatMap((index) =>
  [0, 1, 2].map((repeat): FakeRun => ({
    experiment,
    variant: ['base', variant, `${variant}-and-test-time-augmentation`, 'one-cycle-of-the-cosine-schedule'][index]!,
    repeat,
    published: { testAccuracy: 0.5178 + 0.05 * index, source: 'The study, table 2' },
    techniques: {
      ...(index > 0 && { labelSmoothing: { epsilon: 0.1 * index } }),
      ...(index > 1 && { testTimeAugmentation: { set: 'fiveCrop', samples: 5, combine: 'mean', cropSize: 0.875 } }),
    } as NonNullable<FakeRun['techniques']>,
    training: { batchSize: 32 * (index + 1), gradientAccumulation: index + 1 },
    testAccuracy: 0.52 + 0.04 * index + 0.02 * repeat * (index === 1 ? 1 : -1),
  })),
);

async function run(panel: Panel): Promise<void> {
  const view = await runView(
    {
      experiment,
      variant,
      repeat: 1,
      testExamples: 3_573,
      testAccuracy: 0.8532,
      techniques: { testTimeAugmentation: { set: 'fiveCrop', samples: 5, combine: 'mean', cropSize: 0.875 } },
    },
    { experiment, variant: 'base' },
  );
  await panel.send({ type: 'load', run: view });
  const link = { directory: '/project/.ferexp/runs/a/1', label: `${variant}, seed 1`, status: 'done 57.1 %' };
  const stand = 'Run 2 of 6, about 12 min left for all';
  await panel.send({ type: 'place', place: { pinned: false, stand, before: link, after: link } });
  await panel.page.waitForSelector('.place');
}

async function liveRun(panel: Panel): Promise<void> {
  const view = await runView({ experiment, variant, state: 'running', epochs: 30, epochsRun: 11, batchEvents: 20 });
  await panel.send({ type: 'load', run: view });
  await panel.page.waitForSelector('.chart canvas');
}

async function comparison(panel: Panel): Promise<void> {
  await panel.send({ type: 'load', comparison: await comparisonView(longNamed), experiments: [] });
  await panel.page.waitForSelector('tbody .expander');
  await panel.page.locator('tbody .expander').nth(1).click();
}

async function preview(panel: Panel): Promise<void> {
  const techniques = { augmentation: { horizontalFlip: true, rotation: 15, contrast: [0.6, 1.4] } };
  const state = { file: '/project/flip.ferexp.json', variant: 'base' };
  await panel.send({ type: 'subject', state, name: experiment, variants: ['base', variant] });
  await panel.send({ type: 'load', preview: await drawnPreview(techniques, 3) });
  await panel.page.waitForSelector('.faces');
}

async function data(panel: Panel): Promise<void> {
  const faces = new FakeFaces();
  const overview: DataOverview = await faces.open(await ferData());
  await panel.answer((message) => faces.event(message));
  const state = { file: '/project/ferplus.ferexp.json', variant: 'base' };
  await panel.send({ type: 'subject', state, name: experiment, variants: ['base', variant] });
  await panel.send({ type: 'load', overview });
  await panel.page.waitForSelector('.face img');
  await panel.page.locator('button.face').nth(3).click();
  await panel.page.waitForSelector('.details');
}

async function audit(panel: Panel): Promise<void> {
  await sendAudit(panel, await auditedData(), experiment, ['base', variant]);
  await panel.page.waitForSelector('figure img');
}

async function explain(panel: Panel): Promise<void> {
  const explanations = await explained();
  const state = { directory: '/project/.ferexp/runs/flip/1', choice };
  const { classNames } = explanations;
  await panel.send({ type: 'subject', state, name: `${experiment} / ${variant}`, classNames });
  await panel.send({ type: 'load', explanations });
  await panel.page.waitForSelector('article');
}

export const shown: Readonly<Record<PageName, Readonly<Record<string, (panel: Panel) => Promise<void>>>>> = {
  run: { 'a run': run, 'a live run': liveRun },
  comparison: { results: comparison },
  preview: { faces: preview },
  data: { faces: data },
  audit: { findings: audit },
  explain: { maps: explain },
};
