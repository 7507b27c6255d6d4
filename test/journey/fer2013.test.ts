/**
 * A person's whole way in a real VS Code: run an experiment on real FER2013, reload the window while it trains, stop,
 * resume, compare. Every step is photographed into test-results/journey/.
 */
import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Workbench } from '../../scripts/host/workbench';
import { epochOf, fact } from './facts';
import { tellFailure } from './failed';
import { until } from './until';

const fer2013 = process.env['FER2013_DIR'];

const experiment = `{
  // Is a mirrored face worth more than time?
  "version": 1,
  "name": "flip",
  "engine": "wasm",
  "data": { "source": "data/fer2013.csv", "fraction": 0.05 },
  "model": { "type": "smallCnn" },
  "training": { "epochs": 22, "batchSize": 64 },
  "variants": {
    "flip": { "training": { "epochs": 2 }, "techniques": { "augmentation": { "horizontalFlip": true } } }
  }
}
`;

describe('a person’s way on real FER2013', function () {
  let folder: string;
  let workbench: Workbench;

  before(async function () {
    if (fer2013 === undefined) {
      console.log('      FER2013_DIR is not set: the way on real faces is skipped.');
      this.skip();
    }
    folder = await mkdtemp(path.join(os.tmpdir(), 'ferexp-journey-'));
    await mkdir(path.join(folder, 'data'));
    await mkdir(path.join(folder, '.vscode'));
    await copyFile(path.join(fer2013, 'fer2013.csv'), path.join(folder, 'data', 'fer2013.csv'));
    await writeFile(path.join(folder, 'flip.ferexp.json'), experiment);
    workbench = await Workbench.open({ folder });
  });

  afterEach(tellFailure);
  after(async () => {
    await workbench?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  const runDirectories = async (): Promise<string[]> => {
    const runs = path.join(folder, '.ferexp', 'runs', 'flip');
    return (await readdir(runs).catch(() => [])).sort().map((name) => path.join(runs, name));
  };

  it('shows the file with its lenses', async () => {
    await workbench.openFile('flip.ferexp.json');
    const lens = workbench.page.locator('.codelens-decoration a').filter({ hasText: 'Run' }).first();
    await lens.waitFor({ state: 'visible', timeout: 60_000 });
    await workbench.photograph('journey/1-file');
  });

  it('runs, and the panel shows it learn', async () => {
    await workbench.command('FER Experiments: Run Experiment');
    const frame = await workbench.webview('.run-header', 120_000);
    await until(
      'the second epoch',
      300,
      async () => epochOf(await fact(await workbench.webview('.run-header'), 'Epoch')) >= 3,
    );
    assert.match((await fact(await workbench.webview('.run-header'), 'State')) ?? '', /Training/);
    assert.ok(frame.url().length > 0);
    await workbench.photograph('journey/2-live');
  });

  it('goes on through a reload of the window, and the panel comes back', async () => {
    const before = epochOf(await fact(await workbench.webview('.run-header'), 'Epoch'));
    await workbench.reload();
    const after = await until('the panel after the reload', 120, async () => {
      const epoch = epochOf(await fact(await workbench.webview('.run-header', 5000), 'Epoch'));
      return epoch >= before ? epoch : undefined;
    });
    assert.ok(after >= before);
    await workbench.photograph('journey/3-reloaded');
  });

  it('stops at the end of the batch with a checkpoint', async () => {
    const frame = await workbench.webview('.run-header');
    await frame.locator('vscode-button', { hasText: 'Stop' }).click();
    await until(
      'the stop',
      60,
      async () => (await fact(await workbench.webview('.run-header'), 'State')) === 'Stopped',
    );
    await workbench.photograph('journey/4-stopped');
    const [first] = await runDirectories();
    const summary = JSON.parse(await readFile(path.join(first!, 'summary.json'), 'utf8')) as { status: string };
    assert.equal(summary.status, 'cancelled');
    assert.ok((await readdir(path.join(first!, 'checkpoint'))).length > 0);
  });

  it('resumes to the end', async () => {
    const frame = await workbench.webview('.run-header');
    await frame.locator('vscode-button', { hasText: 'Resume' }).click();
    await until('the end', 400, async () => (await fact(await workbench.webview('.run-header'), 'State')) === 'Done');
    await (await workbench.webview('.headline')).waitForSelector('.confusion');
    await workbench.photograph('journey/5-done');
    const [first] = await runDirectories();
    const events = (await readFile(path.join(first!, 'events.jsonl'), 'utf8')).trim().split('\n');
    const starts = events
      .map((line) => JSON.parse(line) as { type: string })
      .filter(({ type }) => type === 'run-started');
    assert.equal(starts.length, 2);
  });

  it('compares the two variants', async () => {
    await until('the end of both runs', 400, async () => {
      const directories = await runDirectories();
      const summaries = await Promise.all(
        directories.map(
          async (directory) =>
            JSON.parse(await readFile(path.join(directory, 'summary.json'), 'utf8')) as { status: string },
        ),
      );
      return summaries.length === 2 && summaries.every(({ status }) => status === 'completed');
    });
    const frame = await workbench.webview('.run-header');
    await frame.locator('vscode-button', { hasText: 'Compare' }).click();
    const comparison = await workbench.webview('th.name');
    const rows = await until('both rows with their accuracy', 30, async () => {
      const texts = await comparison.$$eval('.scroll tbody tr', (elements) =>
        elements.map((element) => element.textContent ?? ''),
      );
      return texts.length === 2 && texts.every((text) => text.includes('%')) ? texts : undefined;
    });
    assert.ok(rows.some((text) => text.includes('base')) && rows.some((text) => text.includes('flip')));
    await workbench.photograph('journey/6-comparison');
  });
});
