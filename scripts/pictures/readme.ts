/** The README's first picture: the quick example trains beside its file. */
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../paths';
import { save, type Scene } from './scene';

/** Enough epochs to see the run learn. */
const epochs = 6;

export const readme: Scene = {
  themes: ['dark'],
  settings: { 'editor.wordWrap': 'on' },
  size: { width: 1440, height: 860 },
  prepare: (folder) =>
    copyFile(path.join(root, 'examples', 'quick.ferexp.json'), path.join(folder, 'quick.ferexp.json')),
  async take({ workbench, page }) {
    await workbench.openFile('quick.ferexp.json');
    await workbench.showActivity();
    await workbench.command('FER Experiments: Run Experiment');
    const frame = await workbench.webview('.run-header', 120_000);
    await frame.getByText(new RegExp(`^${epochs + 1} /`)).waitFor({ timeout: 300_000 });
    await frame.evaluate('document.fonts.ready.then(() => undefined)');
    await save(await page.screenshot(), 'screenshot');
    await workbench.command('FER Experiments: Stop').catch(() => undefined);
  },
};
