/** A person compares a network from PyTorch with a run here: imports its predictions in the editor and reads the comparison. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Workbench } from '../../scripts/host/workbench';
import { ferexp } from '../cli/command';
import { importProject, stored } from '../fixtures/import/project';
import { tellFailure } from './failed';

describe('a result from PyTorch in a real VS Code', () => {
  let folder: string;
  let workbench: Workbench;

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'ferexp-imported-'));
    importProject(folder);
    const { code, err } = await ferexp(folder, ['run', 'faces.ferexp.json', '--variant', 'base']);
    assert.equal(code, 0, err);
    await writeFile(path.join(folder, 'torch.npy'), stored('float32.npy'));
    workbench = await Workbench.open({ folder });
  });
  afterEach(tellFailure);
  after(async () => {
    await workbench?.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  });

  it('is imported step by step, and stands beside the run in the comparison', async () => {
    const { page } = workbench;
    await workbench.openFile('faces.ferexp.json');
    await workbench.command('FER Experiments: Import Predictions…');
    const input = page.locator('.quick-input-widget input[type="text"]').first();
    const answer = async (question: string | RegExp, value?: string): Promise<void> => {
      await page.locator('.quick-input-widget').getByText(question).first().waitFor({ timeout: 60_000 });
      if (value !== undefined) await input.fill(value);
      await page.keyboard.press('Enter');
    };
    const row = (text: string) => page.locator('.quick-input-list .monaco-list-row', { hasText: text });
    await row('torch.npy').click({ timeout: 60_000 });
    await answer(/Name of the result beside the variants of faces/);
    await row('PyTorch').click({ timeout: 60_000 });
    await answer(/Seed of its training/, '3');
    await row('The numbers are logits').waitFor();
    await workbench.photograph('journey/import-more');
    await page.keyboard.press('Enter');

    const comparison = await workbench.webview('th.name', 120_000);
    const shown = comparison.locator('tbody tr', { hasText: 'torch' });
    await shown.waitFor({ timeout: 60_000 });
    assert.match(await shown.innerText(), /imported, PyTorch/);
    assert.match(await shown.innerText(), /62\.9\s%/);
    // The same faces with the same labels: there is a difference.
    assert.match(await shown.innerText(), /\+\d+\.\d \(/);
    await workbench.showActivity();
    await page.locator('.monaco-list-row', { hasText: 'imported, PyTorch' }).first().waitFor({ timeout: 60_000 });
    await workbench.photograph('journey/import-comparison');
  });
});
