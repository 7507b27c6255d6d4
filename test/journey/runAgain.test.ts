/** A person runs what is done already: the editor asks first, and each answer does what it says. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { RunIndex } from '../../results/runIndex';
import { Workbench } from '../../scripts/host/workbench';
import { tellFailure } from './failed';
import { until } from './until';

const experiment = {
  version: 1,
  name: 'tiny',
  engine: 'wasm',
  data: { source: 'synthetic', synthetic: { training: 140, test: 70 } },
  model: { type: 'smallCnn' },
  training: { epochs: 1, batchSize: 32 },
  variants: { flip: { techniques: { augmentation: { horizontalFlip: true } } } },
};

describe('running again in a real VS Code', () => {
  let folder: string;
  let workbench: Workbench;

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'ferexp-again-'));
    await mkdir(path.join(folder, '.vscode'));
    await writeFile(path.join(folder, 'tiny.ferexp.json'), JSON.stringify(experiment, null, 2));
    const long = { ...experiment, name: 'long', training: { epochs: 5000, batchSize: 32 } };
    await writeFile(path.join(folder, 'long.ferexp.json'), JSON.stringify(long, null, 2));
    workbench = await Workbench.open({ folder });
  });
  afterEach(tellFailure);
  after(async () => {
    await workbench.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  });

  /** `base completed`, in the order in which they were made. */
  async function runs(): Promise<string[]> {
    const index = new RunIndex(path.join(folder, '.ferexp', 'runs'));
    await index.refresh();
    return index
      .runs()
      .map(({ header }) => `${header.variant} ${header.state}`)
      .reverse();
  }
  const ends = (what: string, ...expected: readonly string[]) =>
    until(what, 180, async () => (await runs()).join() === expected.join());
  /** The editor knows of results a moment after they are on disk; who has not seen them is not asked about them. */
  const shown = (count: number) =>
    until('the results in the lenses', 60, async () => {
      const lenses = workbench.page.locator('.codelens-decoration a', { hasText: /%, 1 run$/ });
      return (await lenses.count()) === count;
    });
  /** The lens above the file's first line. The panel of a run opens beside the file, which stays in sight. */
  const press = (lens: RegExp) =>
    workbench.page.locator('.codelens-decoration a', { hasText: lens }).first().click({ timeout: 60_000 });
  async function question(): Promise<{ dialog: Locator; words: string; buttons: string[] }> {
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.waitFor({ state: 'visible', timeout: 60_000 });
    const words = await dialog.locator('.dialog-message-row').innerText();
    return { dialog, words, buttons: await dialog.locator('.monaco-button').allInnerTexts() };
  }
  async function answer(dialog: Locator, label: string): Promise<void> {
    await dialog.locator('.monaco-button', { hasText: label }).click();
    await dialog.waitFor({ state: 'detached' });
  }

  it('asks nothing the first time', async () => {
    await workbench.openFile('tiny.ferexp.json');
    // Hints come after the lenses and move them.
    await workbench.page.getByText('about 4 steps').first().waitFor({ timeout: 60_000 });
    await press(/^\W*Run$/);
    await ends('the first run', 'base completed');
    await shown(1);
    assert.equal(await workbench.page.locator('.monaco-dialog-box').count(), 0);
  });

  it('offers only what is missing where some is done, and runs no more than that', async () => {
    await press(/Run 2 variants/);
    const { dialog, words, buttons } = await question();
    await workbench.photograph('journey/run-again-missing');
    assert.match(words, /1 run of tiny is done already, 1 missing\.\s+Done: base\. Missing: flip\./);
    assert.deepEqual(new Set(buttons), new Set(['Run Only What Is Missing', 'Run All Again', 'Cancel']));
    await answer(dialog, 'Run Only What Is Missing');
    await ends('what was missing', 'base completed', 'flip completed');
    await shown(2);
  });

  it('runs nothing when the person thinks better of it', async () => {
    await press(/Run 2 variants/);
    const { dialog, words, buttons } = await question();
    await workbench.photograph('journey/run-again');
    assert.match(words, /All 2 runs of tiny are done already\.\s+Done: base, flip\./);
    assert.deepEqual(new Set(buttons), new Set(['Run Again', 'Cancel']));
    await answer(dialog, 'Cancel');
    // The next question says the same: nothing was made in between.
    await press(/^\W*Run$/);
    const next = await question();
    assert.match(next.words, /tiny is done already\./);
    await answer(next.dialog, 'Cancel');
    assert.deepEqual(await runs(), ['base completed', 'flip completed']);
  });

  it('runs all again where that is the answer', async () => {
    await press(/Run 2 variants/);
    await answer((await question()).dialog, 'Run Again');
    await ends('all again', 'base completed', 'flip completed', 'base completed', 'flip completed');
  });

  it('trains nothing twice that runs or waits already, however often Run is pressed', async () => {
    await workbench.command('View: Close All Editors');
    await workbench.openFile('long.ferexp.json');
    const before = await runs();
    // The second press comes before the first has made anything.
    await press(/Run 2 variants/);
    await press(/Run 2 variants/);
    const { dialog, words, buttons } = await question();
    await workbench.photograph('journey/run-queued');
    assert.match(
      words,
      /All 2 runs of long are (queued|running or queued) already\.\s+Running or waiting: base, flip\./,
    );
    assert.deepEqual(new Set(buttons), new Set(['Show It', 'Add Anyway', 'Cancel']));
    await answer(dialog, 'Show It');
    await workbench.page.locator('.tab', { hasText: 'long: base' }).waitFor({ timeout: 60_000 });
    assert.equal((await runs()).length, before.length + 2);
    await workbench.command('FER Experiments: Stop Queue');
    await until('the end of the queue', 60, async () => (await runs()).every((run) => !/running|queued/.test(run)));
  });
});
