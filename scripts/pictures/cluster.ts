/** Runs that wait in Slurm, with commands that stand for it. */
import { rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FakeSlurm } from '../slurm/fakeSlurm';
import { writeExperiment } from './experiments';
import { clearMessages, type Scene, widenSideBar } from './scene';

const cluster = { version: 1, partition: 'gpu', time: '04:00:00', memory: '8G', cpus: 4, arrayLimit: 20 };

export const waiting: Scene = {
  async prepare(folder) {
    await writeExperiment(folder, 'quick', 'quick-example');
    await writeFile(path.join(folder, 'ferexp.cluster.json'), JSON.stringify(cluster, null, 2));
  },
  env(temporary) {
    const commands = path.join(temporary, 'slurm');
    rmSync(commands, { recursive: true, force: true });
    const { bin } = new FakeSlurm(commands);
    // VS Code otherwise takes the PATH of a login shell.
    return { PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}`, VSCODE_CLI: '1' };
  },
  async take({ workbench, page, picture }) {
    await workbench.openFile('quick-example.ferexp.json');
    await workbench.command('FER Experiments: Focus on Experiments View');
    await page.locator('.codelens-decoration a', { hasText: 'Run 2 variants' }).waitFor({ timeout: 60_000 });
    await workbench.command('FER Experiments: Submit to Slurm…');
    await page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Submit' }).first().click({ timeout: 60_000 });
    await page.locator('.monaco-list-row', { hasText: 'waiting: Resources' }).first().waitFor({ timeout: 90_000 });
    await widenSideBar(page, 470);
    await clearMessages(workbench);
    await picture('cluster');
  },
};
