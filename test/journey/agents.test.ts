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
  let workbench: Workbench | undefined;

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'ferexp-agents-'));
    await copyFile(path.join(root, 'examples', 'quick.ferexp.json'), path.join(folder, 'quick.ferexp.json'));
  });
  after(() => rm(folder, { recursive: true, force: true }));
  afterEach(tellFailure);
  afterEach(async () => {
    await workbench?.close();
    workbench = undefined;
  });

  /** Starts the server from VS Code's list of servers, of which it gives a photograph. */
  async function startServer(opened: Workbench, photograph: string): Promise<void> {
    const { page } = opened;
    const row = (text: string) => page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text }).first();
    await opened.showActivity();
    await page.getByRole('treeitem', { name: /smoothing-0\.1/ }).waitFor();
    await until('VS Code lists the server', 60, async () => {
      await opened.command('MCP: List Servers');
      await row('Add Server').waitFor({ timeout: 5000 });
      if (await row('FER Experiments').isVisible()) return true;
      await page.keyboard.press('Escape');
      return false;
    });
    await opened.photograph(photograph);
    await row('FER Experiments').click();
    await row('Start Server').click();
  }

  it('are offered the server by VS Code’s own list, which starts it and finds every tool', async () => {
    workbench = await Workbench.open({ folder });
    const { page } = workbench;
    await startServer(workbench, 'journey/agents-servers');
    const tools = (await readdir(path.join(root, 'cli', 'mcp', 'tools'))).length;
    await page.getByText(`Discovered ${tools} tools`).waitFor({ timeout: 60_000 });
    await workbench.photograph('journey/agents-started');
    assert.equal(await page.locator('.view-lines', { hasText: '[error]' }).count(), 0);
    await workbench.command('Welcome: Open Walkthrough...');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'FER Experiments' }).first().click();
    const step = page.locator('.getting-started-step', { hasText: 'Ask a coding agent' });
    await step.locator('.codicon-getting-started-step-checked').waitFor();
    await workbench.photograph('journey/agents-ticked');
  });

  it('get no server in a folder that is not trusted: VS Code asks first', async () => {
    workbench = await Workbench.open({ folder, askForTrust: true });
    const { page } = workbench;
    await startServer(workbench, 'journey/agents-servers-restricted');
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.getByText('Do you trust the authors of the files in this folder?').waitFor();
    await workbench.photograph('journey/agents-restricted');
    await dialog.getByText('Cancel').click();
    await dialog.waitFor({ state: 'detached' });
    assert.equal(await page.getByText(/Discovered \d+ tools/).count(), 0);
  });
});
