/** Previewing augmentation in a real VS Code: from the lens to faces that follow what is typed. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Workbench } from '../../scripts/host/workbench';
import { tellFailure } from './failed';
import { until } from './until';

const experiment = (augmentation: object, source = 'synthetic'): string =>
  JSON.stringify(
    {
      version: 1,
      name: 'flip',
      data: { source, synthetic: { training: 70, test: 14 } },
      model: { type: 'smallCnn' },
      training: { epochs: 6 },
      techniques: { augmentation },
    },
    null,
    2,
  );

/** What is typed stands as it is typed. */
const settings = {
  'editor.autoClosingBrackets': 'never',
  'editor.autoClosingQuotes': 'never',
  'editor.autoSurround': 'never',
  'editor.autoIndent': 'none',
};

describe('previewing augmentation in a real VS Code', () => {
  let folder: string;
  let workbench: Workbench | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'ferexp-preview-'));
    await mkdir(path.join(folder, '.vscode'));
    await writeFile(path.join(folder, 'flip.ferexp.json'), experiment({ horizontalFlip: true, rotation: 20 }));
  });

  afterEach(tellFailure);
  afterEach(async () => {
    await workbench?.close();
    workbench = undefined;
    await rm(folder, { recursive: true, force: true });
  });

  it('shows the faces, follows what is typed and comes back after a reload', async () => {
    workbench = await Workbench.open({ folder, settings });
    const { page } = workbench;
    await workbench.openFile('flip.ferexp.json');
    await page.locator('.codelens-decoration a', { hasText: 'Preview augmentation' }).first().click();
    let frame = await workbench.webview('.faces');
    assert.match(await frame.locator('.changes').innerText(), /horizontalFlip\s+rotation 20/);
    assert.equal(await frame.locator('.faces td img').count(), 48);
    await workbench.photograph('journey/preview');

    const retype = async (text: string): Promise<void> => {
      await page.locator('.monaco-editor .view-lines').first().click();
      await page.keyboard.press('Control+A');
      await page.keyboard.insertText(text);
    };
    await retype(experiment({ shear: 30 }));
    await frame.locator('.changes', { hasText: 'shear 30' }).waitFor({ state: 'visible', timeout: 60_000 });
    await retype(experiment({ shear: 30 }, 'missing.csv'));
    await frame.locator('.notice', { hasText: 'missing.csv' }).waitFor({ state: 'visible', timeout: 60_000 });
    assert.equal(await frame.locator('.faces').count(), 1, 'the last faces stay');
    await workbench.photograph('journey/preview-problem');
    await retype(experiment({}));
    await frame.locator('.empty').waitFor({ state: 'visible', timeout: 60_000 });
    await retype(experiment({ contrast: [0.3, 0.4] }));
    await frame.locator('.changes', { hasText: 'contrast' }).waitFor({ state: 'visible', timeout: 60_000 });
    await page.keyboard.press('Control+S');
    await until('the file on disk', 30, async () =>
      (await readFile(path.join(folder, 'flip.ferexp.json'), 'utf8')).includes('contrast'),
    );

    await workbench.reload();
    frame = await workbench.webview('.faces', 120_000);
    assert.match(await frame.locator('.changes').innerText(), /contrast 0\.3 to 0\.4/);
  });
});
