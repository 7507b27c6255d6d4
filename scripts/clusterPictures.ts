/** Takes the pictures of runs that wait in Slurm, dark and light, with commands that stand for it: npx tsx scripts/clusterPictures.ts */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { templates } from '../extension/commands/templates';
import { buildAll } from './build';
import { Workbench } from './host/workbench';
import { root } from './paths';
import { FakeSlurm } from './slurm/fakeSlurm';

async function take(theme: 'dark' | 'light'): Promise<void> {
  const temporary = await mkdtemp(path.join(os.tmpdir(), 'ferexp-'));
  const folder = path.join(temporary, 'faces');
  await mkdir(path.join(folder, '.vscode'), { recursive: true });
  const written = templates.find(({ id }) => id === 'quick')!.text('quick-example');
  await writeFile(path.join(folder, 'quick-example.ferexp.json'), written);
  const settings = { version: 1, partition: 'gpu', time: '04:00:00', memory: '8G', cpus: 4, arrayLimit: 20 };
  await writeFile(path.join(folder, 'ferexp.cluster.json'), JSON.stringify(settings, null, 2));
  const slurm = new FakeSlurm(path.join(temporary, 'slurm'));
  const quiet = { 'workbench.activityBar.location': 'hidden', 'workbench.statusBar.visible': false };
  const workbench = await Workbench.open({
    ...{ folder, theme, settings: quiet, size: { width: 900, height: 620 } },
    env: { PATH: `${slurm.bin}${path.delimiter}${process.env['PATH'] ?? ''}`, VSCODE_CLI: '1' },
  });
  const { page } = workbench;
  try {
    await workbench.openFile('quick-example.ferexp.json');
    await workbench.command('FER Experiments: Focus on Experiments View');
    await page.locator('.codelens-decoration a', { hasText: 'Run 2 variants' }).waitFor({ timeout: 60_000 });
    await workbench.command('FER Experiments: Submit to Slurm…');
    await page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Submit' }).first().click({ timeout: 60_000 });
    await page.locator('.monaco-list-row', { hasText: 'waiting: Resources' }).first().waitFor({ timeout: 90_000 });
    const sideBar = (await page.locator('.part.sidebar').boundingBox())!;
    await page.mouse.move(sideBar.x + sideBar.width, 300);
    await page.mouse.down();
    await page.mouse.move(sideBar.x + 470, 300, { steps: 5 });
    await page.mouse.up();
    await workbench.command('Notifications: Clear All Notifications').catch(() => undefined);
    await page.waitForTimeout(1500);
    // Cut off the window's title, which belongs to our own tools.
    const title = (await page.locator('.part.titlebar').boundingBox())?.height ?? 0;
    await page.screenshot({
      path: path.join(root, 'media', 'walkthrough', `cluster-${theme}.png`),
      clip: { x: 0, y: title, width: 900, height: 620 - title },
    });
  } finally {
    await workbench.close();
    await rm(temporary, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  await buildAll();
  for (const theme of ['dark', 'light'] as const) await take(theme);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
