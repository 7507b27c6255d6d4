/** A person presses Run once and watches: the panel goes on from run to run, unless it is pinned. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { RunIndex } from '../../results/runIndex';
import { Workbench } from '../../scripts/host/workbench';
import { tellFailure } from './failed';
import { until } from './until';

const experiment = {
  version: 1,
  name: 'follow',
  engine: 'wasm',
  repeats: 2,
  data: { source: 'synthetic', synthetic: { training: 420, test: 140 } },
  model: { type: 'smallCnn' },
  training: { epochs: 20, batchSize: 64 },
  variants: { flip: { techniques: { augmentation: { horizontalFlip: true } } } },
};

describe('a panel that follows its queue in a real VS Code', () => {
  let folder: string;
  let workbench: Workbench;

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'ferexp-follow-'));
    await writeFile(path.join(folder, 'follow.ferexp.json'), JSON.stringify(experiment, null, 2));
    workbench = await Workbench.open({ folder });
  });
  afterEach(tellFailure);
  after(async () => {
    // What is left has nothing to show.
    await workbench.command('FER Experiments: Stop Queue');
    await until('the end of the queue', 60, async () => {
      const index = new RunIndex(path.join(folder, '.ferexp', 'runs'));
      await index.refresh();
      return index.runs().every(({ header }) => header.state !== 'running' && header.state !== 'queued');
    });
    await workbench.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  });

  /** The page starts anew with each run, so it is looked for each time. */
  const says = (words: RegExp) =>
    until(String(words), 120, async () => {
      const frame = await workbench.webview('.run-header');
      const text = await frame
        .locator('body')
        .innerText()
        .catch(() => '');
      return words.test(text.replaceAll(/\s+/g, ' '));
    });
  const press = async (name: string) =>
    (await workbench.webview('.place')).getByRole('button', { name, exact: true }).click();
  const tab = (name: RegExp) => workbench.page.locator('.tab', { hasText: name });

  it('goes on with the next run, stays when pinned or while a note is written, and leads back', async () => {
    const { page } = workbench;
    await workbench.openFile('follow.ferexp.json');
    await page.locator('.codelens-decoration a', { hasText: 'Run' }).first().waitFor({ timeout: 60_000 });
    await workbench.command('FER Experiments: Run Experiment');
    await tab(/follow: base, seed 1/).waitFor({ timeout: 60_000 });
    await says(/Run 1 of 4/);
    // Nobody loses the note that they are writing when the run ends.
    const note = await workbench.webview('.note');
    await note.getByRole('button', { name: 'Add Note' }).click();
    await note.getByRole('textbox', { name: 'Note' }).fill('half a sen');
    await says(/After: base, seed 2 running/);
    assert.equal(await note.getByRole('textbox', { name: 'Note' }).inputValue(), 'half a sen');
    await note.getByRole('button', { name: 'Cancel' }).click();
    await tab(/follow: base, seed 2/).waitFor({ timeout: 120_000 });
    assert.equal(await tab(/follow: /).count(), 1, 'one tab, not one a run');
    await says(/Run 2 of 4/);
    await press('Pin');
    await workbench.photograph('journey/follow-pinned');
    await says(/After: flip, seed 1 running/);
    await tab(/follow: base, seed 2/).waitFor();
    await workbench.photograph('journey/follow-stays');
    await press('base, seed 1');
    await tab(/follow: base, seed 1/).waitFor({ timeout: 30_000 });
    await says(/After: base, seed 2 done/);
    await workbench.photograph('journey/follow-back');
  });
});
