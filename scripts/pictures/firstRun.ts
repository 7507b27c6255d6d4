/** A person's first experiment: written, run and compared, and what comes next. */
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { runsRootIn } from '../../experiment/project';
import { RunIndex } from '../../results/runIndex';
import { writeExperiment } from './experiments';
import { type Camera, clearMessages, ferexp, type Scene, widenSideBar } from './scene';

const runs = 2;

async function completed(folder: string): Promise<number> {
  const index = new RunIndex(runsRootIn(folder));
  await index.refresh();
  return index.runs().filter(({ header }) => header.state === 'completed').length;
}

const action = ({ page }: Camera, text: string): Locator => page.locator('.codelens-decoration a', { hasText: text });

/** The recipe, whose data is there, or the editor would mark it. */
async function takeRecipe(camera: Camera): Promise<void> {
  const { workbench, folder, picture } = camera;
  await writeExperiment(folder, 'recipe', 'three-minutes');
  await workbench.openFile('three-minutes.ferexp.json');
  await action(camera, 'Preview augmentation').waitFor({ timeout: 60_000 });
  await picture('faces');
  await workbench.command('View: Close All Editors');
  await rm(path.join(folder, 'three-minutes.ferexp.json'));
}

async function takeRun(camera: Camera): Promise<void> {
  const { workbench, page, folder, picture } = camera;
  await workbench.openFile('quick-example.ferexp.json');
  await action(camera, 'Run 2 variants').waitFor({ timeout: 60_000 });
  await picture('example');
  await workbench.command('FER Experiments: Run Experiment');
  await workbench.webview('.run-header', 120_000);
  await workbench.command('View: Join All Editor Groups');
  const run = await workbench.webview('.run-header', 120_000);
  await run.getByText(/^4 \//).waitFor({ timeout: 300_000 });
  await run.evaluate('document.fonts.ready.then(() => undefined)');
  await picture('run');
  while ((await completed(folder)) < runs) await page.waitForTimeout(500);
  await workbench.command('View: Close All Editors');
}

async function takeComparison({ workbench, picture }: Camera): Promise<void> {
  await workbench.openFile('quick-example.ferexp.json');
  await workbench.command('FER Experiments: Show Results');
  const table = await workbench.webview('th.name', 120_000);
  await table.locator('th.name', { hasText: 'flip' }).waitFor();
  await clearMessages(workbench);
  await picture('compare');
  await workbench.command('View: Close All Editors');
}

async function takeCompletion({ workbench, page, picture }: Camera): Promise<void> {
  await workbench.openFile('quick-example.ferexp.json');
  await page.locator('.view-line', { hasText: '"batchSize": 64' }).first().click();
  await page.keyboard.press('End');
  for (let back = 0; back < 3; back++) await page.keyboard.press('ArrowLeft');
  await page.keyboard.type(', ');
  await workbench.command('Trigger Suggest').catch(() => undefined);
  await page.locator('.suggest-widget .monaco-list-row').first().waitFor({ timeout: 30_000 });
  await page.keyboard.press('ArrowDown');
  await picture('own');
  await page.keyboard.press('Escape');
  await workbench.command('View: Revert File').catch(() => undefined);
  await workbench.command('View: Close All Editors');
}

async function takeEngines({ workbench, page, pictureOf }: Camera): Promise<void> {
  await workbench.command('FER Experiments: Focus on Engines View');
  await page.locator('.monaco-list-row', { hasText: 'Embedded' }).first().waitFor({ timeout: 60_000 });
  await widenSideBar(page, 640);
  await pictureOf(page.locator('.part.sidebar'), 'engine');
}

export const firstRun: Scene = {
  themes: ['dark', 'light'],
  async prepare(folder) {
    await writeExperiment(folder, 'quick', 'quick-example');
    await mkdir(path.join(folder, 'data'));
    ferexp(folder, 'data', 'synth', path.join(folder, 'data', 'fer2013.csv'));
  },
  async take(camera) {
    await camera.workbench.command('View: Close Primary Side Bar').catch(() => undefined);
    await takeRecipe(camera);
    await takeRun(camera);
    await takeComparison(camera);
    await takeCompletion(camera);
    await takeEngines(camera);
  },
};
