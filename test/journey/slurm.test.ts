/** A person's runs on a cluster: submitted from the editor, read about in its trees, and cancelled there. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { RunIndex } from '../../results/runIndex';
import { Workbench, type WorkbenchOptions } from '../../scripts/host/workbench';
import { FakeSlurm } from '../../scripts/slurm/fakeSlurm';
import { fact } from './facts';
import { tellFailure } from './failed';
import { until } from './until';

const experiment = {
  version: 1,
  name: 'faces',
  engine: 'wasm',
  data: { source: 'synthetic', synthetic: { training: 140, test: 28 } },
  model: { type: 'smallCnn' },
  training: { epochs: 2, batchSize: 64 },
  variants: { flip: { techniques: { augmentation: { horizontalFlip: true } } } },
  repeats: 2,
};

describe('a cluster in a real VS Code', () => {
  let root: string;
  let folder: string;
  let slurm: FakeSlurm;
  let workbench: Workbench | undefined;

  before(async function () {
    if (process.platform !== 'linux') this.skip();
    root = await mkdtemp(path.join(os.tmpdir(), 'ferexp-cluster-'));
    folder = path.join(root, 'project');
    await mkdir(path.join(folder, '.vscode'), { recursive: true });
    await writeFile(path.join(folder, 'faces.ferexp.json'), JSON.stringify(experiment, null, 2));
    slurm = new FakeSlurm(path.join(root, 'slurm'));
  });
  afterEach(tellFailure);
  afterEach(async () => {
    await workbench?.close();
    workbench = undefined;
  });
  after(() => root && rm(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 }));

  async function open(options: Partial<WorkbenchOptions> = {}, given?: string): Promise<Workbench> {
    const PATH = given ?? `${slurm.bin}${path.delimiter}${process.env['PATH'] ?? ''}`;
    // VS Code otherwise takes the PATH of a login shell.
    workbench = await Workbench.open({ folder, env: { PATH, VSCODE_CLI: '1' }, ...options });
    await workbench.openFile('faces.ferexp.json');
    await workbench.showActivity();
    await workbench.page.locator('.codelens-decoration a', { hasText: 'Run 2 variants' }).waitFor({ timeout: 60_000 });
    return workbench;
  }
  const dialog = (): Locator => workbench!.page.locator('.monaco-dialog-box');
  const press = (button: string): Promise<void> =>
    dialog().locator('.monaco-button', { hasText: button }).first().click();
  const submit = async (): Promise<string> => {
    await workbench!.command('FER Experiments: Submit to Slurm…');
    await dialog().waitFor({ timeout: 60_000 });
    return dialog().innerText();
  };
  /** A notification, in the list of them. */
  async function told(words: string): Promise<void> {
    const { page } = workbench!;
    const center = page.locator('.notifications-center');
    await until(`“${words}”`, 90, async () => {
      if (!(await center.isVisible())) await page.locator('#status\\.notifications').click({ timeout: 2000 });
      return (await center.locator('.notification-list-item', { hasText: words }).count()) > 0;
    });
  }
  async function labels(pane: string): Promise<string[]> {
    const rows = workbench!.page.locator(`.pane:has(.pane-header[aria-label*="${pane}"]) .monaco-list-row`);
    return rows.evaluateAll((all) => all.map((row) => row.getAttribute('aria-label') ?? ''));
  }
  async function states(): Promise<string[]> {
    const index = new RunIndex(path.join(folder, '.ferexp', 'runs'));
    await index.refresh();
    return index.runs().map(({ header }) => header.state);
  }

  it('shows what it would ask of Slurm, makes settings, marks mistakes in them and shows the script', async () => {
    const { page } = await open({ theme: 'light' });
    const asked = await submit();
    assert.match(asked, /Submit 4 runs of faces to Slurm\?/);
    assert.match(asked, /There is no ferexp\.cluster\.json yet/);
    await press('Create Settings');
    const settings = path.join(folder, 'ferexp.cluster.json');
    await until('the settings', 60, async () => Promise.resolve(existsSync(settings)));
    await page.locator('.tab.active', { hasText: 'ferexp.cluster.json' }).waitFor();
    const text = await readFile(settings, 'utf8');
    await page.locator('.editor-instance .view-lines').first().click();
    await writeFile(settings, text.replace('04:00:00', '4:99:00'));
    const wrong = page.locator('.squiggly-error');
    await wrong.first().waitFor({ timeout: 60_000 });
    await workbench!.command('View: Focus Problems');
    await page.getByText('it has 99 minutes, and less than 60 was expected there').first().waitFor({ timeout: 60_000 });
    await workbench!.photograph('journey/slurm-settings-light');
    await page.locator('.tab', { hasText: 'faces.ferexp.json' }).first().click();
    await workbench!.command('FER Experiments: Submit to Slurm…');
    await told('ferexp.cluster.json has a mistake (line 6): “time” is');
    await workbench!.command('Notifications: Clear All Notifications');
    await writeFile(settings, text.replace('"arrayLimit": 20', '"arrayLimit": 2'));
    await until('the mended settings', 60, async () => (await wrong.count()) === 0);
    await page.locator('.tab', { hasText: 'faces.ferexp.json' }).first().click();
    const again = await submit();
    assert.match(again, /Time limit of a job: 04:00:00/);
    assert.match(again, /At the same time: 2 runs of a job array/);
    await press('Show Script');
    await page.locator('.view-line', { hasText: '#SBATCH --requeue' }).first().waitFor({ timeout: 60_000 });
    await told('by this script?');
    await workbench!.photograph('journey/slurm-script-light');
    assert.deepEqual([slurm.calls, await states()], [[], []]);
  });

  it('submits, says what each run waits for, and cancels', async () => {
    const { page } = await open({ theme: 'dark' });
    assert.match(await submit(), /From ferexp\.cluster\.json\./);
    await workbench!.photograph('journey/slurm-question-dark');
    await press('Submit');
    await told('4 runs of faces submitted to Slurm as job 1.');
    assert.match(slurm.calls[0]!, /^--parsable --array=0-3%2 \S+job\.sh$/);
    assert.equal(slurm.jobs.length, 4);
    const shows = (pane: string, ...expected: readonly RegExp[]) =>
      until(`${pane}: ${expected.join(' ')}`, 60, async () => {
        const found = await labels(pane);
        return expected.every((pattern) => found.some((label) => pattern.test(label)));
      });
    await shows(
      'Queue',
      /^1\. base, repeat 1, waiting: Resources \(Slurm job 1_0\) · faces/,
      /Resources \(Slurm job 1_3/,
    );
    await shows('Experiments', /^variant base, waiting: Resources \(Slurm job 1_\d\)/);
    slurm.jobs = slurm.jobs.map((line) => line.replace(/Resources$/, 'Priority'));
    const asked = slurm.asked;
    await shows('Queue', /Priority \(Slurm job 1_0/, /Priority \(Slurm job 1_3/);
    assert.ok(slurm.asked - asked <= 3, `${slurm.asked - asked} questions`);
    await workbench!.photograph('journey/slurm-queue-dark');
    await page.locator('.pane:has(.pane-header[aria-label*="Queue"]) .monaco-list-row').first().click();
    const state = await until('the page of the run', 60, async () =>
      fact(await workbench!.webview('.run-header'), 'State'),
    );
    assert.match(state, /^Waiting: Priority \(Slurm job 1_0/);
    await workbench!.photograph('journey/slurm-run');
    const row = page.locator('.pane:has(.pane-header[aria-label*="Queue"]) .monaco-list-row').nth(3);
    await row.hover();
    await row.locator('.action-label[aria-label="Remove from Queue"]').click();
    await until('one job cancelled', 60, async () => Promise.resolve(slurm.calls.includes('scancel 1_3')));
    await until(
      'its run stopped',
      60,
      async () => (await states()).filter((state) => state === 'cancelled').length === 1,
    );
    await workbench!.command('FER Experiments: Stop Queue');
    await until('all of them stopped', 60, async () => (await states()).every((state) => state === 'cancelled'));
    assert.deepEqual(slurm.jobs, []);
    await shows('Queue', /^base, repeat 1, stopped/);
    assert.ok((await labels('Queue')).every((label) => !label.includes('stopping')));
  });

  it('is readable in high contrast and in a narrow window', async () => {
    await open({ theme: 'high-contrast', size: { width: 620, height: 900 } });
    await submit();
    await workbench!.photograph('journey/slurm-question-narrow-high-contrast');
    await press('Submit');
    await until('waiting runs', 90, async () =>
      (await labels('Queue')).some((label) => /waiting: Resources/.test(label)),
    );
    await workbench!.photograph('journey/slurm-queue-narrow-high-contrast');
    await workbench!.command('FER Experiments: Stop Queue');
    await until('their end', 60, async () => Promise.resolve(slurm.jobs.length === 0));
  });

  it('is offered nowhere but in the palette where there is no Slurm, which then says what to do', async () => {
    // A PATH of Node.js alone: the computer of the tests may have a Slurm.
    const node = path.join(root, 'node');
    await mkdir(node);
    await symlink(process.execPath, path.join(node, 'node'));
    const { page } = await open({}, node);
    await workbench!.command('FER Experiments: Submit to Slurm…');
    await told('There is no sbatch on the PATH of this computer');
    await workbench!.photograph('journey/slurm-none');
    await page.locator('.notifications-center .monaco-button', { hasText: 'How It Works' }).first().click();
    await page.locator('.tab', { hasText: 'cluster.md' }).first().waitFor({ timeout: 60_000 });
  });
});
