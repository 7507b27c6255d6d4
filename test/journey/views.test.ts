/** What a person meets besides the straight way: an empty folder, a folder not trusted, the trees, modals, many runs. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Workbench, type WorkbenchOptions } from '../../scripts/host/workbench';
import { readNote } from '../../storage/run/note';
import { writeFakeRun } from '../fixtures/runs';
import { tellFailure } from './failed';
import { until } from './until';

const experiment = (source: string): string =>
  JSON.stringify(
    { version: 1, name: 'flip', data: { source }, model: { type: 'smallCnn' }, training: { epochs: 2 } },
    null,
    2,
  );

describe('views in a real VS Code', () => {
  let folder: string;
  let workbench: Workbench | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'ferexp-views-'));
    await mkdir(path.join(folder, '.vscode'));
  });

  afterEach(tellFailure);
  afterEach(async () => {
    await workbench?.close();
    workbench = undefined;
    await rm(folder, { recursive: true, force: true });
  });

  const open = async (options: Partial<WorkbenchOptions> = {}): Promise<Workbench> =>
    (workbench = await Workbench.open({ folder, ...options }));
  const visible = (text: string | RegExp): Promise<void> =>
    workbench!.page.getByText(text).first().waitFor({ state: 'visible', timeout: 60_000 });

  it('offers three ways in where there is nothing yet', async () => {
    const { page } = await open();
    await workbench!.showActivity();
    for (const button of ['Open Quick Example', 'New Experiment', 'Start from the Study']) {
      await page
        .locator('.welcome-view-content .monaco-button', { hasText: button })
        .waitFor({ state: 'visible', timeout: 60_000 });
    }
    await workbench!.photograph('journey/views-empty');
  });

  it('reads and checks in a folder that is not trusted, and does not run', async () => {
    await writeFile(path.join(folder, 'flip.ferexp.json'), experiment('missing.csv'));
    const { page } = await open({ askForTrust: true });
    await workbench!.openFile('flip.ferexp.json');
    await page.locator('.squiggly-error').first().waitFor({ state: 'visible', timeout: 60_000 });
    await workbench!.command('FER Experiments: Run Experiment');
    // VS Code under test shows no toasts: the message waits behind the bell.
    await page.locator('#status\\.notifications').click();
    const words = page.locator('.notifications-center .notification-list-item-message');
    await words.first().waitFor({ state: 'visible' });
    await workbench!.photograph('journey/views-restricted');
    assert.match((await words.allInnerTexts()).join('\n'), /needs a trusted workspace/);
    assert.deepEqual(await readdir(path.join(folder, '.ferexp', 'runs')).catch(() => []), []);
  });

  it('shows where a path outside of the folder leads before it is read', async () => {
    const outside = await mkdtemp(path.join(os.tmpdir(), 'ferexp-outside-'));
    const csv = path.join(outside, 'faces.csv');
    await writeFile(csv, 'emotion,pixels,Usage\n');
    await writeFile(path.join(folder, 'flip.ferexp.json'), experiment(csv));
    const { page } = await open();
    await workbench!.openFile('flip.ferexp.json');
    await workbench!.command('FER Experiments: Run Experiment');
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.waitFor({ state: 'visible', timeout: 60_000 });
    assert.ok((await dialog.innerText()).includes(csv));
    await workbench!.photograph('journey/views-outside');
    await dialog.getByText('Cancel').click();
    await dialog.waitFor({ state: 'detached' });
    assert.deepEqual(await readdir(path.join(folder, '.ferexp', 'runs')).catch(() => []), []);
    await rm(outside, { recursive: true });
  });

  for (const theme of ['dark', 'high-contrast'] as const) {
    it(`shows every state in the tree, and the engines, in the ${theme} theme`, async () => {
      const runs = path.join(folder, '.ferexp', 'runs');
      await writeFile(path.join(folder, 'flip.ferexp.json'), experiment('synthetic'));
      const states = ['completed', 'running', 'queued', 'interrupted', 'failed', 'cancelled'] as const;
      states.forEach((state, index) =>
        writeFakeRun(runs, {
          experiment: 'flip',
          runId: `run-${index}`,
          state,
          epochs: 30,
          ...(state === 'failed' ? { message: 'The disk is full.', remedy: 'Free some space, then resume.' } : {}),
        }),
      );
      const { page } = await open({ theme });
      await workbench!.showActivity();
      await page
        .locator('.monaco-list-row', { hasText: 'flip' })
        .first()
        .waitFor({ state: 'visible', timeout: 60_000 });
      // Rows unfold by the keyboard, as trees do everywhere; keys that come before the tree has the focus are pressed again.
      await until('the unfolded tree', 60, async () => {
        await page
          .locator('.monaco-list-row', { hasText: 'flip' })
          .first()
          .click({ modifiers: ['Control'] });
        for (const key of ['Home', 'ArrowRight', 'ArrowDown', 'ArrowRight']) await workbench!.page.keyboard.press(key);
        return page.getByText('interrupted').first().isVisible();
      });
      await page.locator('.pane-header', { hasText: 'Engines' }).click();
      for (const words of ['running', 'queued', 'interrupted', 'failed', 'stopped', /done \d/]) await visible(words);
      await visible(/Embedded/i);
      await workbench!.photograph(`journey/views-tree-${theme}`);
    });
  }

  it('lists in the next window what became of the files while none was open', async () => {
    const file = (name: string) => path.join(folder, `${name}.ferexp.json`);
    const named = (name: string, source = 'synthetic') => experiment(source).replace('"flip"', `"${name}"`);
    for (const name of ['kept', 'edited', 'gone']) await writeFile(file(name), named(name));
    await writeFile(file('broken'), named('broken', 'faces.csv'));
    await writeFile(path.join(folder, 'faces.csv'), 'emotion,pixels,Usage\n');
    const { page } = await open();
    await workbench!.showActivity();
    const listed = async (...rows: readonly RegExp[]) => {
      const row = page.locator('.monaco-list-row[aria-level="1"]');
      await until(`the rows ${rows.join(', ')}`, 60, async () => {
        const texts = await row.allInnerTexts();
        return texts.length === rows.length && rows.every((words, index) => words.test(texts[index]!));
      });
    };
    await listed(/^broken(?!.*error)/s, /^edited/, /^gone/, /^kept/);
    await page.goto('about:blank');
    await Promise.all([rm(file('gone')), rm(path.join(folder, 'faces.csv'))]);
    await writeFile(file('edited'), named('changed'));
    await writeFile(file('added'), named('added'));
    await page.goBack();
    // The text of `broken` is as it was: only its check tells that its data is gone.
    await listed(/^added/, /^broken.*1 error/s, /^changed/, /^kept/);
    await workbench!.photograph('journey/views-next-window');
  });

  it('gives a run a star in the tree, its page a note, and shows what changed since another run', async () => {
    const runs = path.join(folder, '.ferexp', 'runs');
    const directory = writeFakeRun(runs, { experiment: 'flip', repeat: 0, epochs: 3 });
    writeFakeRun(runs, { experiment: 'flip', repeat: 1, epochs: 3 });
    const { page } = await open({ theme: 'light' });
    await workbench!.showActivity();
    const row = page.locator('.monaco-list-row', { hasText: 'Seed 1' });
    await until('the unfolded tree', 60, async () => {
      await page
        .locator('.monaco-list-row', { hasText: 'flip' })
        .first()
        .click({ modifiers: ['Control'] });
      for (const key of ['Home', 'ArrowRight', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
      return row.first().isVisible();
    });
    await row.hover();
    await row.getByRole('button', { name: 'Star', exact: true }).click();
    await row.getByText(/★ done/).waitFor({ state: 'visible', timeout: 60_000 });
    assert.deepEqual(await readNote(directory), { starred: true });

    await row.click();
    const note = await workbench!.webview('.note');
    await note.getByRole('button', { name: 'Star', pressed: true }).waitFor();
    await note.getByRole('button', { name: 'Add Note' }).click();
    await note.getByRole('textbox', { name: 'Note' }).fill('the rate of the paper');
    await note.getByRole('button', { name: 'Save', exact: true }).click();
    await note.locator('.text', { hasText: 'the rate of the paper' }).waitFor();
    await row.getByText(/“the rate of the paper”/).waitFor({ state: 'visible', timeout: 60_000 });
    await workbench!.photograph('journey/views-star-and-note');

    const other = page.locator('.monaco-list-row', { hasText: 'Seed 2' });
    await other.click({ modifiers: ['Control'] });
    await other.click({ button: 'right' });
    const action = page.getByRole('menuitem', { name: 'Show What Changed' });
    await action.waitFor();
    const tab = page.locator('.tab', { hasText: 'What changed from' });
    // A menu that has only just opened takes no click: VS Code waits for the hand that opened it to let go.
    await until('what changed', 60, async () => {
      if (await action.isVisible()) await action.click();
      return tab.isVisible();
    });
    const preview = await workbench!.webview('.markdown-body h1');
    await preview.getByRole('heading', { name: 'What changed between two runs' }).waitFor();
    await workbench!.photograph('journey/views-what-changed');
    const cells = await preview.locator('tr', { hasText: 'seed' }).locator('td').allInnerTexts();
    assert.deepEqual(cells, ['seed', '1', '2']);
  });

  it('compares 1,000 runs, and opens one of them', async () => {
    const runs = path.join(folder, '.ferexp', 'runs');
    for (let index = 0; index < 1000; index++) {
      writeFakeRun(runs, {
        experiment: 'many',
        variant: `batch-${16 + Math.floor(index / 4)}`,
        repeat: index % 4,
        repeats: 4,
        runId: `run-${String(index).padStart(4, '0')}`,
        epochs: 3,
        batchEvents: 2,
        training: { batchSize: 16 + Math.floor(index / 4) },
      });
    }
    await open({ theme: 'dark' });
    await workbench!.command('FER Experiments: Compare Experiments');
    const table = await workbench!.webview('.scroll tbody .expander', 120_000);
    await workbench!.photograph('journey/views-1000-runs');
    await table.locator('.expander').first().click();
    await table.locator('tr.run .link').first().click();
    await workbench!.webview('.run-header .state.completed');
    await workbench!.photograph('journey/views-one-of-1000');
  });
});
