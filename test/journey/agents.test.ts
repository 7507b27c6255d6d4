/** The server for coding agents in a real VS Code: the editor lists it, starts it and finds its tools. */
import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Workbench } from '../../scripts/host/workbench';
import { root } from '../../scripts/paths';
import { tellFailure } from './failed';
import { until } from './until';

describe('coding agents in a real VS Code', () => {
  let folder: string;
  let workbench: Workbench;

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'ferexp-agents-'));
    await copyFile(path.join(root, 'examples', 'quick.ferexp.json'), path.join(folder, 'quick.ferexp.json'));
    workbench = await Workbench.open({ folder });
  });
  afterEach(tellFailure);
  after(async () => {
    await workbench?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('are offered the server by VS Code’s own list, which starts it and finds every tool', async () => {
    const { page } = workbench;
    const row = (text: string) => page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text }).first();
    await workbench.showActivity();
    await page.getByRole('treeitem', { name: /smoothing-0\.1/ }).waitFor();
    await until('VS Code lists the server', 60, async () => {
      await workbench.command('MCP: List Servers');
      await row('Add Server').waitFor({ timeout: 5000 });
      if (await row('FER Experiments').isVisible()) return true;
      await page.keyboard.press('Escape');
      return false;
    });
    await workbench.photograph('journey/agents-servers');
    await row('FER Experiments').click();
    await row('Start Server').click();
    const tools = (await readdir(path.join(root, 'cli', 'mcp', 'tools'))).length;
    await page.getByText(`Discovered ${tools} tools`).waitFor({ timeout: 60_000 });
    await workbench.photograph('journey/agents-started');
    assert.equal(await page.locator('.view-lines', { hasText: '[error]' }).count(), 0);
  });
});
