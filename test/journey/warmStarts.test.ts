/** A chain of warm starts in a real VS Code: run by its last file, followed in the tree, opened from run to run. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Workbench } from '../../scripts/host/workbench';
import { tellFailure } from './failed';

const experiment = (name: string, more: object = {}): string =>
  JSON.stringify(
    {
      version: 1,
      name,
      engine: 'wasm',
      data: { source: 'synthetic', synthetic: { training: 210, test: 70 } },
      model: { type: 'smallCnn' },
      training: { epochs: 1, batchSize: 32 },
      ...more,
    },
    null,
    2,
  );

describe('warm starts in a real VS Code', () => {
  let folder: string;
  let workbench: Workbench | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'ferexp-warm-'));
    await mkdir(path.join(folder, '.vscode'));
    const files = {
      custom: experiment('custom'),
      flip: experiment('flip', {
        techniques: { augmentation: { horizontalFlip: true } },
        initFrom: { experiment: 'custom.ferexp.json' },
      }),
      tta: experiment('tta', {
        training: { epochs: 0, batchSize: 32 },
        techniques: { testTimeAugmentation: { samples: 3 } },
        initFrom: { experiment: 'flip.ferexp.json' },
      }),
    };
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, `${name}.ferexp.json`), text);
  });

  afterEach(tellFailure);
  afterEach(async () => {
    await workbench?.close();
    workbench = undefined;
    await rm(folder, { recursive: true, force: true });
  });

  it('runs what is needed first, and shows what everything descends from', async () => {
    workbench = await Workbench.open({ folder, size: { width: 1440, height: 900 } });
    const { page } = workbench;
    await workbench.openFile('tta.ferexp.json');
    const lens = page.locator('.codelens-decoration a', { hasText: 'Starts from' }).first();
    await lens.waitFor({ state: 'visible', timeout: 60_000 });
    assert.match(await lens.innerText(), /Starts from flip \/ base \(not run yet\)/);
    await workbench.command('FER Experiments: Show Warm Starts');
    const rows = page.locator('.pane', { hasText: 'Warm Starts' }).locator('.monaco-list-row');
    await rows.nth(2).waitFor({ state: 'visible', timeout: 60_000 });
    const levels = rows.evaluateAll((all) =>
      all.map((row) => `${row.getAttribute('aria-level')} ${row.getAttribute('aria-label')}`),
    );
    assert.deepEqual(await levels, [
      '1 custom / base, not run yet, 1 start from it',
      '2 flip / base, not run yet, 1 start from it',
      '3 tta / base, not run yet',
    ]);
    await workbench.photograph('journey/warm-starts-before');

    await workbench.command('FER Experiments: Run Experiment');
    const frame = await workbench.webview('.ancestry', 120_000);
    await frame.locator('.result, .state.completed').first().waitFor({ state: 'visible', timeout: 240_000 });
    await rows.filter({ hasText: /tta \/ base.*%/s }).waitFor({ state: 'visible', timeout: 60_000 });
    assert.equal(await rows.filter({ hasText: 'not run' }).count(), 0);
    const descent = (await frame.locator('.ancestry').innerText()).replace(/\s+/g, ' ');
    assert.match(descent, /^Descends from flip \/ base, seed 1 done \d.* custom \/ base, seed 1 done \d/);
    for (const name of ['custom', 'flip', 'tta']) {
      assert.equal((await readdir(path.join(folder, '.ferexp', 'runs', name))).length, 1, name);
    }
    await workbench.photograph('journey/warm-starts-done');

    await page.locator('.monaco-editor .view-line', { hasText: '"initFrom"' }).first().locator('span').last().hover();
    await page.locator('.monaco-hover', { hasText: '← this' }).waitFor({ state: 'visible', timeout: 60_000 });
    await workbench.photograph('journey/warm-starts-hover');
    await page.keyboard.press('Escape');

    await frame.locator('.ancestry a').first().click();
    await page.locator('.tab', { hasText: 'flip: base' }).first().waitFor({ state: 'visible', timeout: 60_000 });
    const parent = await workbench.webview('.run-header h1:has-text("flip")');
    await parent.locator('.ancestry a', { hasText: 'custom' }).waitFor({ state: 'visible', timeout: 60_000 });
    await workbench.photograph('journey/warm-starts-parent');
  });
});
