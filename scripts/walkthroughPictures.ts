/** Takes the walkthrough's pictures, dark and light: npx tsx scripts/walkthroughPictures.ts */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { templates, type Template } from '../extension/commands/templates';
import { RunIndex } from '../results/runIndex';
import { runsRootIn } from '../experiment/project';
import { buildAll } from './build';
import { Workbench } from './host/workbench';
import { dist, root } from './paths';

/** As a new experiment is written, so that the pictures show what the user has. */
const written = (template: Template['id'], name: string): string =>
  templates.find(({ id }) => id === template)!.text(name);
const runs = 2;

async function completed(folder: string): Promise<number> {
  const index = new RunIndex(runsRootIn(folder));
  await index.refresh();
  return index.runs().filter(({ header }) => header.state === 'completed').length;
}

async function take(theme: 'dark' | 'light'): Promise<void> {
  const folder = path.join(await mkdtemp(path.join(os.tmpdir(), 'ferexp-')), 'faces');
  await mkdir(path.join(folder, '.vscode'), { recursive: true });
  await writeFile(path.join(folder, 'quick-example.ferexp.json'), written('quick', 'quick-example'));
  const settings = {
    'workbench.activityBar.location': 'hidden',
    'workbench.statusBar.visible': false,
    'breadcrumbs.enabled': false,
    'window.menuBarVisibility': 'hidden',
    'window.commandCenter': false,
  };
  const workbench = await Workbench.open({ folder, settings, theme, size: { width: 900, height: 620 } });
  const { page } = workbench;
  const { width, height } = page.viewportSize()!;
  // Cut off the window's title, which belongs to our own tools.
  const title =
    (
      await page
        .locator('.part.titlebar')
        .boundingBox()
        .catch(() => null)
    )?.height ?? 0;
  const picture = (name: string): Promise<Buffer> =>
    page.screenshot({
      path: path.join(root, 'media', 'walkthrough', `${name}-${theme}.png`),
      clip: { x: 0, y: title, width, height: height - title },
    });
  try {
    await workbench.command('View: Close Primary Side Bar').catch(() => undefined);
    // Its data is there, or the editor would mark it.
    await mkdir(path.join(folder, 'data'));
    execFileSync(process.execPath, [
      ...[path.join(dist, 'ferexp.js'), 'data', 'synth', path.join(folder, 'data', 'fer2013.csv')],
    ]);
    await writeFile(path.join(folder, 'three-minutes.ferexp.json'), written('recipe', 'three-minutes'));
    await workbench.openFile('three-minutes.ferexp.json');
    await page.locator('.codelens-decoration a', { hasText: 'Preview augmentation' }).waitFor({ timeout: 60_000 });
    await page.waitForTimeout(1500);
    await picture('faces');
    await workbench.command('View: Close All Editors');
    await rm(path.join(folder, 'three-minutes.ferexp.json'));
    await workbench.openFile('quick-example.ferexp.json');
    await page.locator('.codelens-decoration a', { hasText: 'Run 2 variants' }).waitFor({ timeout: 60_000 });
    await page.waitForTimeout(1500);
    await picture('example');
    await workbench.command('FER Experiments: Run Experiment');
    const run = await workbench.webview('.run-header', 120_000);
    await workbench.command('View: Join All Editor Groups');
    await run
      .getByText(/^4 \//)
      .waitFor({ timeout: 300_000 })
      .catch(() => undefined);
    const live = await workbench.webview('.run-header', 120_000);
    await live.evaluate('document.fonts.ready.then(() => undefined)');
    await picture('run');
    while ((await completed(folder)) < runs) await page.waitForTimeout(500);
    await workbench.command('View: Close All Editors');
    await workbench.openFile('quick-example.ferexp.json');
    await workbench.command('FER Experiments: Show Results');
    const table = await workbench.webview('th.name', 120_000);
    await table.locator('th.name', { hasText: 'flip' }).waitFor();
    await workbench.command('Notifications: Clear All Notifications').catch(() => undefined);
    await page.waitForTimeout(1500);
    await picture('compare');
    await workbench.command('View: Close All Editors');
    await workbench.openFile('quick-example.ferexp.json');
    await page.locator('.view-line', { hasText: '"batchSize": 64' }).first().click();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.type(', ');
    await workbench.command('Trigger Suggest').catch(() => undefined);
    await page.locator('.suggest-widget .monaco-list-row').first().waitFor({ timeout: 30_000 });
    await page.keyboard.press('ArrowDown');
    await page.waitForTimeout(1500);
    await picture('own');
    await page.keyboard.press('Escape');
    await workbench.command('View: Revert File').catch(() => undefined);
    await workbench.command('View: Close All Editors');
    await workbench.command('FER Experiments: Focus on Engines View');
    await page.locator('.monaco-list-row', { hasText: 'Embedded' }).first().waitFor({ timeout: 60_000 });
    const sideBar = page.locator('.part.sidebar');
    const box = (await sideBar.boundingBox())!;
    await page.mouse.move(box.x + box.width, 300);
    await page.mouse.down();
    await page.mouse.move(box.x + 640, 300, { steps: 5 });
    await page.mouse.up();
    await page.waitForTimeout(1000);
    await sideBar.screenshot({ path: path.join(root, 'media', 'walkthrough', `engine-${theme}.png`) });
  } finally {
    await workbench.close();
    await rm(path.dirname(folder), { recursive: true, force: true });
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
