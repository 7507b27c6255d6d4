/** The star and the note of a run: on its page, and in a comparison. */
import assert from 'node:assert/strict';
import { comparisonView, runView } from './fixtures';
import { type OpenOptions, type Panel, themes, usePanels } from './panel';
import type { FakeRun } from '../fixtures/runs';
import { isRunPanelState, type RunHeader, type RunView } from '../../schemas/messages/run';
import { longestNote } from '../../schemas/userNote';

const note = 'The rate of the paper, with <b>flips</b>.\n\n- the last epochs are noisy\n- ask about the seed';

describe('the star and the note of a run', () => {
  const panels = usePanels();
  let panel: Panel;
  let run: RunView;

  const open = async (given: FakeRun = {}, options: OpenOptions = {}): Promise<void> => {
    run = await runView({ experiment: 'flip', variant: 'flip', epochs: 12, ...given });
    panel = await panels.open('run', options);
    await panel.send({ type: 'load', run });
    await panel.page.waitForSelector('.run-header');
  };
  const button = (name: string, options: { pressed?: boolean } = {}) =>
    panel.page.getByRole('button', { name, exact: true, ...options });
  const area = () => panel.page.getByRole('textbox', { name: 'Note' });
  /** What the extension sends once a star or a note is stored. */
  const stored = (said: Partial<RunHeader>): Promise<void> =>
    panel.send({ type: 'update', update: { header: { ...run.header, ...said }, batches: [], epochs: [] } });
  const asked = async (...types: readonly string[]) =>
    (await panel.posted()).filter(({ type }) => types.includes(type));

  for (const theme of themes) {
    it(`are on the page of the run in the ${theme} theme`, async () => {
      await open({ starred: true, note }, { theme });
      await button('Star', { pressed: true }).waitFor();
      // Text, and nothing but text.
      assert.equal(await panel.page.locator('.note .text').innerText(), note);
      assert.equal(await panel.page.locator('.note b').count(), 0);
      await panel.photograph(`note-${theme}`);
      await button('Edit Note').click();
      await area().waitFor();
      await panel.photograph(`note-editing-${theme}`);
    });
  }

  it('fit a narrow panel, also while the note is written', async () => {
    await open({ starred: true, note: `${note}\n${'x'.repeat(200)}` }, { width: 320 });
    await panel.fits();
    await panel.photograph('note-320px');
    await button('Edit Note').click();
    await area().waitFor();
    await panel.fits();
    await panel.photograph('note-editing-320px');
  });

  it('are given by the keyboard alone', async () => {
    await open();
    await button('Star', { pressed: false }).focus();
    await panel.page.keyboard.press('Space');
    assert.deepEqual(await asked('star'), [{ type: 'star' }]);
    await stored({ starred: true });
    await button('Star', { pressed: true }).waitFor();
    await panel.page.keyboard.press('Space');
    assert.deepEqual(await asked('unstar'), [{ type: 'unstar' }]);

    await panel.page.keyboard.press('Tab');
    await panel.page.keyboard.press('Enter');
    await area().waitFor();
    await panel.page.keyboard.type('one');
    await panel.page.keyboard.press('Enter');
    await panel.page.keyboard.type('two');
    await panel.page.keyboard.press('Control+Enter');
    assert.deepEqual(await asked('note', 'writing'), [
      { type: 'writing', writing: true },
      { type: 'note', text: 'one\ntwo' },
    ]);
    // Until it is stored, nothing is lost.
    assert.equal(await area().inputValue(), 'one\ntwo');
    await stored({ note: 'one\ntwo' });
    await area().waitFor({ state: 'detached' });
    assert.equal(await panel.page.locator('.note .text').innerText(), 'one\ntwo');
    assert.deepEqual((await asked('writing')).at(-1), { type: 'writing', writing: false });
    assert.equal(await panel.page.evaluate(() => document.activeElement?.textContent?.trim()), 'Edit Note');
  });

  it('leave the note as it was after Escape, and close without a request where nothing changed', async () => {
    await open({ note });
    await button('Edit Note').click();
    await area().fill('something else');
    await panel.page.keyboard.press('Escape');
    await area().waitFor({ state: 'detached' });
    assert.equal(await panel.page.locator('.note .text').innerText(), note);
    await button('Edit Note').click();
    await button('Save').click();
    await area().waitFor({ state: 'detached' });
    assert.deepEqual(await asked('note'), []);
  });

  it('keep what is being written while the run trains, and over a reload of the page', async () => {
    await open({ state: 'running', epochs: 30, epochsRun: 11 });
    await button('Add Note').click();
    await area().fill('half a sen');
    await stored({ epoch: 13 });
    await panel.page.waitForFunction(() => document.querySelector('.facts')!.textContent.includes('13 / 30'));
    assert.equal(await area().inputValue(), 'half a sen');
    await panel.page.waitForFunction(() => (window.savedState as { draft?: string }).draft === 'half a sen');
    const state = await panel.savedState();
    panel = await panels.open('run', { state });
    await panel.send({ type: 'load', run });
    assert.equal(await area().inputValue(), 'half a sen');
    // The draft of a run is not that of another.
    panel = await panels.open('run', { state });
    await panel.send({ type: 'load', run: await runView({ experiment: 'other' }) });
    await button('Add Note').waitFor();
    assert.equal(await area().count(), 0);
  });

  for (const theme of themes) {
    it(`say before they are stored that a note is too long, and cut nothing of it, in the ${theme} theme`, async () => {
      await open({}, { theme });
      await button('Add Note').click();
      const long = 'x'.repeat(longestNote + 1);
      await area().fill(long);
      const told = panel.page.locator('.note').getByRole('status');
      assert.equal(
        await told.innerText(),
        'A note has at most 4,000 characters: this one has 1 too many. Shorten it to save it; nothing is cut.',
      );
      await panel.photograph(`note-too-long-${theme}`);
      await area().press('Control+Enter');
      assert.equal(await panel.page.locator('vscode-button', { hasText: 'Save' }).getAttribute('disabled'), '');
      assert.equal(await area().inputValue(), long);
      assert.deepEqual(await asked('note'), []);
      // What a reload of the window keeps.
      await panel.page.waitForFunction(() => (window.savedState as { draft?: string }).draft?.length === 4001);
      assert.ok(isRunPanelState(await panel.savedState()));
      // Blanks around a note are not stored.
      await area().fill(`  ${long.slice(1)}\n`);
      await panel.page.waitForFunction(() => document.querySelector('.note [role=status]')!.textContent === '');
      await area().press('Control+Enter');
      assert.deepEqual(await asked('note'), [{ type: 'note', text: long.slice(1) }]);
    });
  }

  it('fold a long note, and show all of it where that is asked for', async () => {
    const lines = Array.from({ length: 40 }, (_, line) => `Line ${line + 1} of what was seen.`).join('\n');
    for (const width of [1200, 320]) {
      await open({ note: lines }, { width });
      const text = panel.page.locator('.note .text');
      const height = async (): Promise<number> => (await text.boundingBox())!.height;
      const folded = await height();
      assert.ok(folded < 150, `${folded} px`);
      await panel.photograph(`note-folded-${width}px`);
      await panel.fits();
      await panel.page.getByRole('button', { name: 'Show all', expanded: false }).click();
      await panel.page.getByRole('button', { name: 'Show less', expanded: true }).waitFor();
      assert.ok((await height()) > 3 * folded);
      assert.equal(await text.innerText(), lines);
    }
    await open({ note });
    assert.equal(await panel.page.getByRole('button', { name: 'Show all' }).count(), 0);
  });

  it('show marks that would turn a line round, instead of obeying them', async () => {
    await open({ note: 'before \u202eretfa\u202c\nline\u061c' });
    assert.equal(await panel.page.locator('.note .text').innerText(), 'before \\u202eretfa\\u202c\nline\\u061c');
  });

  it('name the file where the note cannot be read', async () => {
    await open();
    await stored({ noteProblem: '/runs/a/note.json is empty; a JSON object was expected.' });
    await panel.page.getByText('/runs/a/note.json is empty').waitFor();
    assert.equal(await button('Add Note').count(), 0);
    await panel.photograph('note-damaged');
  });

  for (const theme of themes) {
    it(`are in the row of the run in a comparison, and found by the filter, in the ${theme} theme`, async () => {
      panel = await panels.open('comparison', { theme });
      const runs: FakeRun[] = [
        { variant: 'base', repeat: 0 },
        { variant: 'base', repeat: 1, starred: true, note },
        { variant: 'flip', repeat: 0, training: { batchSize: 32 } },
      ];
      await panel.send({ type: 'load', comparison: await comparisonView(runs), experiments: [] });
      await panel.page.getByRole('button', { name: 'base, 2 runs' }).click();
      const row = panel.page.locator('tr.run', { hasText: 'seed 2' });
      await row.waitFor();
      assert.match(
        await row.getByRole('rowheader').innerText(),
        /Starred.*“The rate of the paper, with <b>flips<\/b>\. …”/s,
      );
      await panel.photograph(`note-comparison-${theme}`);
      await panel.page.getByLabel('Filter').fill('starred');
      await panel.page.locator('.label', { hasText: /^flip$/ }).waitFor({ state: 'detached' });
      await panel.page.locator('tr.run', { hasText: 'seed 1' }).waitFor({ state: 'detached' });
      assert.equal(await row.count(), 1);
    });
  }
});
