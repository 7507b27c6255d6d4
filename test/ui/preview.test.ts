import assert from 'node:assert/strict';
import { drawnPreview } from './fixtures';
import { type OpenOptions, type Panel, themes, usePanels } from './panel';
import type { AugmentationPreview, PreviewPanelEvent } from '../../schemas/messages/preview';

const augmentation = { horizontalFlip: true, rotation: 15, shear: 10, zoom: 0.15, contrast: [0.6, 1.4] };

describe('the page of the augmentation preview', () => {
  const panels = usePanels();
  let panel: Panel;
  let preview: AugmentationPreview;

  before(async () => {
    preview = await drawnPreview({ augmentation });
  });

  const subject: PreviewPanelEvent = {
    type: 'subject',
    state: { file: '/project/flip.ferexp.json', variant: 'base' },
    name: 'flip',
    variants: ['base', 'strong'],
  };
  const open = async (events: readonly PreviewPanelEvent[], options: OpenOptions = {}) => {
    panel = await panels.open('preview', options);
    for (const event of [subject, ...events]) await panel.send(event);
    await panel.page.waitForSelector('h1');
  };
  const load = (): PreviewPanelEvent => ({ type: 'load', preview });
  const text = (selector: string): Promise<string> => panel.page.locator(selector).innerText();

  for (const theme of themes) {
    it(`shows eight faces in six versions in the ${theme} theme`, async () => {
      await open([load()], { theme, width: 760, height: 960 });
      await panel.page.waitForSelector('.faces');
      assert.equal(await panel.page.locator('.faces tbody tr').count(), 8);
      assert.equal(await panel.page.locator('.faces td img').count(), 48);
      assert.match(await text('.changes'), /rotation 15[\s\S]*zoom 0\.85 to 1\.15[\s\S]*contrast 0\.6 to 1\.4/);
      await panel.photograph(`preview-${theme}`);
    });
  }

  it('says of every image what it is, and all of them load', async () => {
    await open([load()]);
    await panel.page.waitForSelector('.faces');
    const images = await panel.page
      .locator('img')
      .evaluateAll((all) => (all as HTMLImageElement[]).map(({ alt, naturalWidth }) => ({ alt, naturalWidth })));
    assert.equal(new Set(images.map(({ alt }) => alt)).size, 56);
    assert.match(images[1]!.alt, /^Face \d+: \w+, in epoch 1$/);
    assert.ok(images.every(({ naturalWidth }) => naturalWidth === 48));
  });

  it('fits 320 px without scrolling sideways', async () => {
    await open([load()], { width: 320, height: 700 });
    await panel.page.waitForSelector('.faces');
    await panel.fits();
    await panel.photograph('preview-320px');
  });

  for (const theme of themes) {
    it(`says how to add augmentation where there is none, in the ${theme} theme`, async () => {
      await open([{ type: 'load', preview: await drawnPreview({}) }], { theme, width: 760, height: 480 });
      await panel.page.waitForSelector('.empty');
      assert.match(await text('.empty'), /No augmentation[\s\S]*"horizontalFlip": true/);
      assert.equal(await panel.page.locator('img').count(), 0);
      await panel.photograph(`preview-none-${theme}`);
    });
  }

  for (const theme of themes) {
    it(`shows mixed faces with their shares of labels, in the ${theme} theme`, async () => {
      const mixed = await drawnPreview({
        augmentation: { horizontalFlip: true },
        randomErasing: {},
        mixup: { alpha: 1 },
      });
      await open([{ type: 'load', preview: mixed }], { theme, width: 760, height: 1100 });
      await panel.page.waitForSelector('.faces');
      assert.match(
        await text('.changes'),
        /horizontalFlip\s+randomErasing\.probability 0\.5[\s\S]*area 0\.02 to 0\.25[\s\S]*mixup\.alpha 1/,
      );
      const cells = await panel.page.locator('.faces td').allInnerTexts();
      assert.equal(cells.length, 48);
      assert.ok(
        cells.every((cell) => /^\d+ % \w+(\s+\d+ % \w+)?$/.test(cell.trim())),
        cells.join(' | '),
      );
      const alt = await panel.page.locator('.faces td img').first().getAttribute('alt');
      assert.match(alt!, /^Face \d+: \w+, in epoch 1 \(\d+ % \w+/);
      await panel.photograph(`preview-mixed-${theme}`);
    });
  }

  it('fits 320 px with mixed faces', async () => {
    const mixed = await drawnPreview({ mixup: { alpha: 1 } });
    await open([{ type: 'load', preview: mixed }], { width: 320, height: 900 });
    await panel.page.waitForSelector('.faces');
    await panel.fits();
    await panel.photograph('preview-mixed-320px');
  });

  it('keeps the last faces beside a problem, and takes the problem away with the next ones', async () => {
    await open([load(), { type: 'problem', problem: { message: 'Line 4 is wrong.', action: 'openFile' } }], {
      width: 760,
      height: 960,
    });
    await panel.page.waitForSelector('.notice');
    assert.match(await text('.notice'), /Line 4 is wrong\./);
    assert.equal(await panel.page.locator('.faces').count(), 1);
    await panel.photograph('preview-problem');
    await panel.send(load());
    await panel.page.waitForSelector('.notice', { state: 'detached' });
    assert.equal(await text('.status'), '');
  });

  it('shows missing data and what to do', async () => {
    const problem = { message: 'The data "faces.csv" does not exist.', remedy: 'Correct data.source.' };
    await open([{ type: 'problem', problem }], { width: 760, height: 360 });
    await panel.page.waitForSelector('.notice');
    assert.match(await text('.notice'), /"faces\.csv" does not exist\.[\s\S]*Correct data\.source\./);
    await panel.photograph('preview-missing');
  });

  it('asks for trust by keyboard alone', async () => {
    await open([{ type: 'problem', problem: { message: 'It needs a trusted workspace.', action: 'trust' } }]);
    await panel.page.waitForSelector('.notice');
    await panel.page.keyboard.press('Tab');
    await panel.page.keyboard.press('Tab');
    await panel.page.keyboard.press('Enter');
    await panel.page.waitForFunction(() => window.posted.some(({ type }) => type === 'trust'));
  });

  it('chooses another variant by keyboard alone, whose faces it waits for', async () => {
    await open([load()]);
    await panel.page.waitForSelector('.faces');
    for (const key of ['Tab', 'Enter', 'ArrowDown', 'Enter']) await panel.page.keyboard.press(key);
    await panel.page.waitForFunction(() => window.posted.some(({ type }) => type === 'choose'));
    assert.deepEqual((await panel.posted()).at(-1), { type: 'choose', variant: 'strong' });
    await panel.send({ ...subject, state: { file: '/project/flip.ferexp.json', variant: 'strong' } });
    await panel.page.waitForSelector('.faces', { state: 'detached' });
    assert.equal(await text('.status'), 'Drawing …');
  });

  it('remembers file and variant over a reload', async () => {
    await open([load()]);
    assert.deepEqual(await panel.savedState(), subject.state);
  });
});
