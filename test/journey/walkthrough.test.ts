/** A person's first minutes: the walkthrough shows pictures, and ticks a step when it was done, not when it was begun. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Workbench } from '../../scripts/host/workbench';
import { tellFailure } from './failed';
import { until } from './until';

describe('the walkthrough in a real VS Code', () => {
  let folder: string;
  let workbench: Workbench;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'ferexp-first-'));
    await mkdir(path.join(folder, '.vscode'));
    // Pictures stand beside the steps where there is room.
    workbench = await Workbench.open({ folder, size: { width: 1700, height: 950 } });
  });
  afterEach(tellFailure);
  after(async () => {
    await workbench.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Opens it, or brings it back. */
  async function open(): Promise<void> {
    await workbench.command('Welcome: Open Walkthrough...');
    const entry = workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'FER Experiments' }).first();
    await entry.click();
    await workbench.page.locator('.getting-started-step', { hasText: 'Open the quick example' }).waitFor();
  }
  const ticked = (title: string) =>
    workbench.page
      .locator('.getting-started-step', { hasText: title })
      .locator('.codicon-getting-started-step-checked')
      .count();

  it('shows a picture of each step', async () => {
    // The side bar of ours activates the extension, whose context keys tick steps.
    await workbench.showActivity();
    await open();
    const image = workbench.page.locator('.getting-started-media img').first();
    await image.waitFor();
    const widthOf = () => image.evaluate((element) => (element as { naturalWidth?: number }).naturalWidth ?? 0);
    await until('the picture', 30, async () => (await widthOf()) > 400);
    await workbench.photograph('journey/walkthrough');
  });

  it('ticks nothing that was only begun', async () => {
    await workbench.command('FER Experiments: New Experiment');
    await workbench.page.locator('.quick-input-widget').waitFor({ state: 'visible' });
    await workbench.page.keyboard.press('Escape');
    await open();
    assert.equal(await ticked('Write your own'), 0);
    assert.equal(await ticked('Open the quick example'), 0);
  });

  it('ticks what was done', async () => {
    await workbench.command('FER Experiments: Open Quick Example');
    await workbench.page.locator('.tab', { hasText: 'quick-example.ferexp.json' }).waitFor();
    await open();
    await until('the tick', 30, async () => (await ticked('Open the quick example')) === 1);
    assert.equal(await ticked('Write your own'), 0);
    await workbench.photograph('journey/walkthrough-ticked');
  });
});
