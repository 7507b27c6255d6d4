import assert from 'node:assert/strict';
import { runView } from './fixtures';
import { type OpenOptions, type Panel, themes, usePanels } from './panel';
import type { RunPlace } from '../../schemas/messages/run';

const place: RunPlace = {
  pinned: false,
  stand: 'Run 2 of 6, about 12 min left for all',
  before: { directory: '/project/.ferexp/runs/flip/1', label: 'base, seed 1', status: 'done 57.1 %' },
  after: {
    directory: '/project/.ferexp/runs/flip/3',
    label: 'flip-and-shear-by-five-degrees, seed 1',
    status: 'queued',
  },
};

describe('the place of a run on its page', () => {
  const panels = usePanels();
  let panel: Panel;

  const open = async (given: RunPlace, options: OpenOptions = {}): Promise<void> => {
    panel = await panels.open('run', options);
    const run = await runView({ experiment: 'flip', variant: 'flip', state: 'running', epochs: 30, epochsRun: 11 });
    await panel.send({ type: 'load', run });
    await panel.send({ type: 'place', place: given });
    await panel.page.waitForSelector('.run-header');
  };
  const asked = async (type: string) => {
    await panel.page.waitForFunction((wanted) => window.posted.some((message) => message.type === wanted), type);
    return (await panel.posted()).find((message) => message.type === type);
  };

  for (const theme of themes) {
    it(`says where the run stands in the ${theme} theme`, async () => {
      await open(place, { theme });
      const said = await panel.page.locator('.place').innerText();
      assert.match(
        said.replaceAll(/\s+/g, ' '),
        /Before: base, seed 1 done 57\.1 % Run 2 of 6, about 12 min left for all/,
      );
      await panel.photograph(`run-place-${theme}`);
    });
  }

  it('leads to the runs before and after', async () => {
    await open(place);
    await panel.page.getByRole('button', { name: 'base, seed 1' }).click();
    assert.deepEqual(await asked('goTo'), { type: 'goTo', directory: place.before!.directory });
  });

  it('is pinned, and remembers that over a reload', async () => {
    await open(place);
    await panel.page.getByRole('button', { name: 'Pin', exact: true }).click();
    assert.deepEqual(await asked('pin'), { type: 'pin', pinned: true });
    await panel.send({ type: 'place', place: { ...place, pinned: true } });
    await panel.page.getByRole('button', { name: 'Pin', pressed: true }).waitFor();
    await panel.page.waitForFunction(() => (window.savedState as { pinned?: boolean }).pinned === true);
  });

  it('is not there for the only run of an experiment', async () => {
    await open({ pinned: false });
    assert.equal(await panel.page.locator('.place').count(), 0);
  });

  it('fits a narrow panel', async () => {
    await open(place, { width: 320 });
    await panel.fits();
    await panel.photograph('run-place-320px');
  });
});
