/**
 * The study's chain on real FER+ from inside the editor: one Run of the last step trains the custom CNN, goes on with
 * flips and shear, then with label smoothing, and predicts with test-time augmentation; the comparison shows the published
 * figures beside ours. At reduced epochs and data.
 */
import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Workbench } from '../../scripts/host/workbench';
import { tellFailure } from './failed';
import { until } from './until';

const fer2013 = process.env['FER2013_DIR'];

const chain = [
  'ferplus-3-custom-cnn',
  'ferplus-4-augmentation',
  'ferplus-5-label-smoothing',
  'ferplus-6-test-time-augmentation',
];

describe('the study’s chain on real FER+', function () {
  let folder: string;
  let workbench: Workbench;

  before(async function () {
    if (fer2013 === undefined) {
      console.log('      FER2013_DIR is not set: the study’s chain is skipped.');
      this.skip();
    }
    folder = await mkdtemp(path.join(os.tmpdir(), 'ferexp-study-'));
    await mkdir(path.join(folder, 'data'));
    await mkdir(path.join(folder, '.vscode'));
    for (const name of ['fer2013.csv', 'fer2013new.csv']) {
      await copyFile(path.join(fer2013, name), path.join(folder, 'data', name));
    }
    workbench = await Workbench.open({ folder });
  });

  afterEach(tellFailure);
  after(async () => {
    await workbench?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  it('copies the study into the workspace', async () => {
    await workbench.command('FER Experiments: Copy the Study');
    await workbench.page.locator('.tab', { hasText: 'fer-3-custom-cnn' }).first().waitFor({ timeout: 60_000 });
    const study = path.join(folder, 'study');
    // As a person does who has no night to wait.
    for (const name of await readdir(study)) {
      const text = await readFile(path.join(study, name), 'utf8');
      const reduced = text
        .replace('"epochs": 30', '"epochs": 1')
        .replace('"source": "../data/fer2013.csv",', '"source": "../data/fer2013.csv", "fraction": 0.01,');
      await writeFile(path.join(study, name), reduced);
    }
    assert.equal((await readdir(study)).filter((name) => name.startsWith('ferplus-')).length, 6);
  });

  it('runs what the last step needs, once and in order', async () => {
    await workbench.openFile(`study/${chain[3]}.ferexp.json`);
    const lens = workbench.page.locator('.codelens-decoration a').filter({ hasText: 'Run' }).first();
    await lens.waitFor({ state: 'visible', timeout: 60_000 });
    await workbench.photograph('journey/study-file');
    await workbench.command('FER Experiments: Run Experiment');
    const runs = path.join(folder, '.ferexp', 'runs');
    const ended = async (experiment: string) => {
      const [run] = await readdir(path.join(runs, experiment));
      const summary = await readFile(path.join(runs, experiment, run!, 'summary.json'), 'utf8');
      return JSON.parse(summary) as { status: string; endedAt: string };
    };
    await until('the end of the chain', 500, async () => (await ended(chain[3]!)).status === 'completed');
    const ends: string[] = [];
    for (const experiment of chain) {
      assert.equal((await readdir(path.join(runs, experiment))).length, 1);
      const { status, endedAt } = await ended(experiment);
      assert.equal(status, 'completed');
      ends.push(endedAt);
    }
    assert.deepEqual(ends, [...ends].sort());
    await workbench.webview('.headline');
    await workbench.photograph('journey/study-run');
  });

  it('shows the published figures beside ours', async () => {
    await workbench.command('FER Experiments: Compare Experiments');
    // All experiments are chosen to begin with.
    await workbench.page.locator('.quick-input-widget', { hasText: 'ferplus-5-label-smoothing' }).waitFor();
    await workbench.page.keyboard.press('Enter');
    const comparison = await workbench.webview('th.name');
    const rows = await until('four rows', 60, async () => {
      const texts = await comparison.$$eval('.scroll tbody tr', (elements) =>
        elements.map((element) => element.textContent ?? ''),
      );
      return texts.length === 4 ? texts : undefined;
    });
    for (const figure of ['78.1', '82.8', '84.1', '85.3']) {
      assert.ok(
        rows.some((row) => row.includes(figure)),
        `${figure} in ${rows.join('\n')}`,
      );
    }
    await workbench.photograph('journey/study-comparison');
  });
});
