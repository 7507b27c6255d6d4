/** A person's queue: a matrix run from the lens, watched, moved, thinned out, stopped and resumed as a whole, over a restart of the editor. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { RunIndex, type RunRecord } from '../../results/runIndex';
import { readProcess } from '../../storage/run/lock';
import { Workbench, type WorkbenchOptions } from '../../scripts/host/workbench';
import { tellFailure } from './failed';
import { until } from './until';

const experiment = {
  version: 1,
  name: 'crossed',
  engine: 'wasm',
  data: { source: 'synthetic', synthetic: { training: 700, test: 140 } },
  model: { type: 'smallCnn' },
  training: { epochs: 400, batchSize: 64 },
  variants: { flip: { techniques: { augmentation: { horizontalFlip: true } } } },
  matrix: { 'techniques.labelSmoothing.epsilon': [0, 0.2] },
};

describe('the queue in a real VS Code', () => {
  let folder: string;
  let workbench: Workbench | undefined;

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'ferexp-queue-'));
    await mkdir(path.join(folder, '.vscode'));
    await writeFile(path.join(folder, 'crossed.ferexp.json'), JSON.stringify(experiment, null, 2));
  });
  afterEach(tellFailure);
  afterEach(async () => {
    await workbench?.close();
    workbench = undefined;
  });
  after(async () => {
    for (const { pid } of await runners()) process.kill(pid);
    await until('the end of all runs', 60, async () => (await active()).length === 0);
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  });

  async function records(): Promise<RunRecord[]> {
    const index = new RunIndex(path.join(folder, '.ferexp', 'runs'));
    await index.refresh();
    return index.runs();
  }
  const active = async () => (await records()).filter(({ header }) => ['running', 'queued'].includes(header.state));
  /** Asked to stop as Ctrl-C would, so that nothing goes on after the test. */
  async function runners(): Promise<{ pid: number }[]> {
    const all = await active();
    const found = await Promise.all(
      all.flatMap(({ directory }) => [
        readProcess(path.join(directory, 'lock.json')),
        readProcess(path.join(directory, 'queued.json')),
      ]),
    );
    const pids = new Set(found.flatMap((one) => (one ? [one.pid] : [])));
    return [...pids].map((pid) => ({ pid }));
  }
  const open = async (options: Partial<WorkbenchOptions> = {}): Promise<Workbench> =>
    (workbench = await Workbench.open({ folder, ...options }));
  const rows = (): Locator => workbench!.page.locator('.pane:has(.pane-header[aria-label*="Queue"]) .monaco-list-row');
  const labels = () => rows().evaluateAll((all) => all.map((row) => row.getAttribute('aria-label') ?? ''));
  const shows = (what: string, ...expected: readonly RegExp[]) =>
    until(what, 90, async () => {
      const found = await labels();
      return found.length === expected.length && expected.every((pattern, i) => pattern.test(found[i]!));
    });
  async function act(row: number, action: string): Promise<void> {
    await rows().nth(row).hover();
    await rows().nth(row).locator(`.action-label[aria-label="${action}"]`).click();
  }

  it('runs a matrix, shows what is next, moves and takes out', async () => {
    const { page } = await open({ theme: 'high-contrast' });
    await workbench!.openFile('crossed.ferexp.json');
    await workbench!.showActivity();
    // Hints come after the lenses and move them.
    await page.getByText('3,600 steps').first().waitFor({ timeout: 60_000 });
    await page.locator('.codelens-decoration a', { hasText: 'Run 4 variants' }).first().click();
    await shows(
      'a queue of four',
      /^1\. epsilon-0,/,
      /^2\. epsilon-0\.2,/,
      /^3\. flip\+epsilon-0,/,
      /^4\. flip\+epsilon-0\.2,/,
    );
    await page
      .locator('.statusbar-item', { hasText: /1 of 4 · epsilon-0 \d+\/400 · about .* left/ })
      .waitFor({ timeout: 90_000 });
    await shows('times', /running .* done \d/, /waiting|in \d/, /waiting|in \d/, /waiting|in \d/);
    await workbench!.photograph('journey/queue-high-contrast');
    await act(3, 'Move Up');
    await shows('the last moved up', /^1/, /^2\. epsilon-0\.2,/, /^3\. flip\+epsilon-0\.2,/, /^4\. flip\+epsilon-0,/);
    await act(3, 'Remove from Queue');
    await shows('the last taken out', /^1\. epsilon-0,/, /^2\. epsilon-0\.2,/, /^3\. flip\+epsilon-0\.2,/);
  });

  it('goes on while the editor is closed, and stops and resumes as a whole', async () => {
    const size = { width: 620, height: 900 };
    await open({ size, theme: 'light' });
    await workbench!.openFile('crossed.ferexp.json');
    await workbench!.showActivity();
    await shows('the queue of before', /^1\. epsilon-0, running/, /^2\. epsilon-0\.2,/, /^3\. flip\+epsilon-0\.2,/);
    await workbench!.photograph('journey/queue-light-narrow');
    await workbench!.command('FER Experiments: Stop Queue');
    await shows('what is left', /^epsilon-0, stopped/, /^epsilon-0\.2, stopped/, /^flip\+epsilon-0\.2, stopped/);
    await workbench!.photograph('journey/queue-stopped');
    await workbench!.command('FER Experiments: Resume Queue');
    await shows('it going on', /^1\. epsilon-0, running/, /^2\. epsilon-0\.2,/, /^3\. flip\+epsilon-0\.2,/);
    const states = (await records()).map(({ header }) => `${header.variant} ${header.state}`).sort();
    assert.deepEqual(states, [
      'epsilon-0 running',
      'epsilon-0.2 queued',
      'flip+epsilon-0 cancelled',
      'flip+epsilon-0.2 queued',
    ]);
  });
});
