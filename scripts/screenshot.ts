/** Takes the README's screenshot: a real VS Code, the quick example training beside its file. npx tsx scripts/screenshot.ts */
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { buildAll } from './build';
import { Workbench } from './host/workbench';
import { root } from './paths';

/** Enough epochs to see the run learn. */
const epochs = 6;

async function main(): Promise<void> {
  await buildAll();
  const folder = path.join(await mkdtemp(path.join(os.tmpdir(), 'ferexp-')), 'faces');
  await mkdir(path.join(folder, '.vscode'), { recursive: true });
  await copyFile(path.join(root, 'examples', 'quick.ferexp.json'), path.join(folder, 'quick.ferexp.json'));
  const settings = { 'editor.wordWrap': 'on' };
  const workbench = await Workbench.open({ folder, settings, theme: 'dark', size: { width: 1440, height: 860 } });
  try {
    await workbench.openFile('quick.ferexp.json');
    await workbench.showActivity();
    await workbench.command('FER Experiments: Run Experiment');
    const frame = await workbench.webview('.run-header', 120_000);
    await frame.getByText(new RegExp(`^${epochs + 1} /`)).waitFor({ timeout: 300_000 });
    await frame.evaluate('document.fonts.ready.then(() => undefined)');
    await workbench.page.screenshot({ path: path.join(root, 'media', 'screenshot.png') });
  } finally {
    await workbench.command('FER Experiments: Stop').catch(() => undefined);
    await workbench.close();
    await rm(path.dirname(folder), { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
