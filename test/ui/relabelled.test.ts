import assert from 'node:assert/strict';
import { ferClasses, voteColumns } from '../../runner/data/labels/classes';
import type { PanelProblem, ShownFace } from '../../schemas/faces';
import type { RelabelledRecord } from '../../schemas/generated/relabelled';
import { FakeFaces, ferData } from './faces';
import { runView } from './fixtures';
import { type OpenOptions, type Panel, themes, usePanels } from './panel';

const classNames = [...ferClasses];
const voteNames = [...voteColumns];
const record: RelabelledRecord = {
  ...{ version: 1, scheme: 'fer', classNames, voteNames, trainingFaces: 560 },
  agreement: { faces: 27, given: 6, label: 18 },
  faces: Array.from({ length: 30 }, (_, i) => ({
    ...{ face: 5 * i, given: i % 6, label: 6, epoch: 10 + (i % 4) },
    votes: i % 2 ? [4, 0, 0, 3, 0, 0, 0, 0, 2, 1] : [8, 0, 0, 2, 0, 0, 0, 0, 0, 0],
  })),
};

describe('the faces that a run relabelled', function () {
  this.timeout(60_000);
  const panels = usePanels();
  const faces = new FakeFaces();
  let panel: Panel;
  before(async () => {
    await faces.open(await ferData({ scheme: 'fer', votes: 'votes.csv' }));
  });

  const open = async (found: RelabelledRecord, options: OpenOptions = {}, problem?: PanelProblem) => {
    panel = await panels.open('run', { height: 2600, ...options });
    await panel.answer(async (message) => {
      const { type, ids } = message as { type: string; ids: number[] };
      if (type !== 'relabelled') return undefined;
      const shown: readonly ShownFace[] = problem ? [] : await faces.ask({ type: 'faces', ids });
      return { type, faces: shown, ...(problem && { problem }) };
    });
    await panel.send({ type: 'load', run: { ...(await runView({ experiment: 'cured' })), relabelled: found } });
    await panel.page.waitForSelector('.relabelled');
  };
  const pictures = (count: number) =>
    panel.page.waitForFunction((all) => document.querySelectorAll('.relabelled img').length === all, count);
  const asked = async () => (await panel.posted()).filter(({ type }) => type === 'relabelled').map(({ ids }) => ids);

  for (const theme of themes) {
    it(`shows each with both labels, its epoch and its votes in the ${theme} theme`, async () => {
      await open(record, { theme });
      await pictures(24);
      const [first, second] = await panel.page.locator('.relabelled tbody tr').allInnerTexts();
      assert.deepEqual(
        first!.split('\t').map((text) => text.trim()),
        ['0', 'angry', 'neutral', '10', '8 neutral, 2 sadness'],
      );
      assert.match(second!, /4 neutral, 3 sadness, 2 unknown, 1 not a face$/);
      const words = (await panel.page.locator('.relabelled > p').allInnerTexts()).map((text) =>
        text.replace(/\u00a0/g, ' '),
      );
      assert.deepEqual(words, [
        '30 of 560 training faces (5.4 %) have another label.',
        'FER+’s votes have a majority for one of these classes on 27 of them: it is the given label of 6 (22.2 %) and the new label of 18 (66.7 %).',
      ]);
      await panel.photograph(`relabelled-${theme}`);
    });
  }

  it('shows more on demand, and asks for the pictures of those alone', async () => {
    await open(record);
    await pictures(24);
    await panel.page.locator('.relabelled vscode-button', { hasText: 'Show more' }).click();
    await pictures(30);
    const ids = record.faces.map(({ face }) => face);
    assert.deepEqual(await asked(), [ids.slice(0, 24), ids.slice(24)]);
    assert.equal(await panel.page.locator('.relabelled vscode-button', { hasText: 'Show more' }).count(), 0);
  });

  it('fits a narrow panel', async () => {
    await open(record, { width: 320, height: 3600 });
    await pictures(24);
    await panel.fits();
    await panel.photograph('relabelled-narrow');
  });

  it('lists them without pictures where the data may not be read, and takes them in later', async () => {
    await open(record, {}, { message: 'This run read data from outside of the workspace: /d', action: 'allowData' });
    await panel.page.waitForSelector('.relabelled .notice');
    assert.equal(await panel.page.locator('.relabelled tbody tr').count(), 24);
    await panel.page.locator('.relabelled vscode-button', { hasText: 'Read the Data' }).click();
    assert.ok((await panel.posted()).some(({ type }) => type === 'allowData'));
    await panel.send({ type: 'accessChanged' });
    await panel.page.waitForFunction(() => window.posted.filter(({ type }) => type === 'relabelled').length === 2);
    await panel.photograph('relabelled-refused');
  });

  it('follows the run: says that there are none, then lists those of a later epoch', async () => {
    await open({ ...record, faces: [], agreement: { faces: 0, given: 0, label: 0 } });
    assert.equal(
      await panel.page.locator('.relabelled > p').innerText(),
      'None of 560 training faces has another label.',
    );
    assert.equal(await panel.page.locator('.relabelled table').count(), 0);
    const { header } = await runView({ experiment: 'cured' });
    await panel.send({ type: 'update', update: { header, batches: [], epochs: [], relabelled: record } });
    await pictures(24);
    await panel.send({ type: 'update', update: { header, batches: [], epochs: [] } });
    assert.equal(await panel.page.locator('.relabelled tbody tr').count(), 24);
  });

  it('is not there for other runs', async () => {
    panel = await panels.open('run');
    await panel.send({ type: 'load', run: await runView({ experiment: 'plain' }) });
    await panel.page.waitForSelector('.run-header');
    assert.equal(await panel.page.locator('.relabelled').count(), 0);
  });
});
