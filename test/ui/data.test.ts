import assert from 'node:assert/strict';
import type { DataOverview, SavePicture } from '../../schemas/faces';
import { commandFigure } from './commandFigure';
import { FakeFaces, ferData, type FerData } from './faces';
import { type OpenOptions, type Panel, themes, usePanels } from './panel';
import type { DataPanelEvent } from '../../schemas/messages/data';

describe('the page of the data', () => {
  const panels = usePanels();
  let panel: Panel;
  let overview: DataOverview;
  const faces = new FakeFaces();

  let data: FerData;

  before(async () => {
    data = await ferData();
    overview = await faces.open(data);
  });

  const subject: DataPanelEvent = {
    type: 'subject',
    state: { file: '/project/ferplus.ferexp.json', variant: 'base' },
    name: 'ferplus',
    variants: ['base', 'soft'],
  };
  const open = async (options: OpenOptions = {}): Promise<void> => {
    panel = await panels.open('data', options);
    await panel.answer((message) => faces.event(message));
    await panel.send(subject);
    await panel.send({ type: 'load', overview });
    await panel.page.waitForSelector('.face img');
    await still();
  };
  /** Faces that come into view move what is below the pointer. */
  const still = (): Promise<unknown> =>
    panel.page.waitForFunction(() => document.querySelector('.face:not(:has(img))') === null);
  const text = (selector: string): Promise<string> => panel.page.locator(selector).innerText();
  const showing = (words: RegExp): Promise<unknown> =>
    panel.page.waitForFunction(
      (pattern) => new RegExp(pattern).test(document.querySelector('.grid-head [role=status]')?.textContent ?? ''),
      words.source,
    );
  const choose = async (name: string, option: string): Promise<void> => {
    // Its list opens downwards.
    await panel.page.locator('#faces').evaluate((element) => element.scrollIntoView());
    await still();
    await panel.page.locator('.filters vscode-single-select').nth(['Split', 'Class', 'Only'].indexOf(name)).click();
    await panel.page.getByRole('option', { name: option }).click();
  };

  for (const theme of themes) {
    it(`shows classes, cleaning and faces in the ${theme} theme`, async () => {
      await open({ theme, height: 1500 });
      assert.equal(await panel.page.locator('.class-bars').count(), 5);
      const train = overview.splits.find(({ split }) => split === 'train')!;
      assert.match(
        await panel.page.locator('.class-bars').first().innerText(),
        new RegExp(`Training\\s*${train.count} faces`),
      );
      const title = await panel.page.locator('.class-bars tbody tr').nth(1).getAttribute('title');
      assert.match(
        title!,
        new RegExp(`^${train.classes[1]} of ${train.count} training faces are happiness: \\d+\\.\\d\\s%$`),
      );
      const removed = overview.dropped.reduce((sum, { training, test }) => sum + training + test, 0);
      assert.match(await text('.dropped caption'), new RegExp(`${removed} faces`));
      assert.ok((await text('.facts .caution')).includes(`${overview.traits.leaked} test faces are also in training`));
      await panel.page.locator('button.face').nth(3).click();
      await panel.page.waitForSelector('.details .bars');
      await panel.photograph(`data-${theme}`);
    });
  }

  it('filters by split, class and what is worth a look, and remembers it', async () => {
    await open();
    await showing(/^840 faces$/);
    await choose('Split', 'Public test');
    await showing(new RegExp(`^${overview.splits.find(({ split }) => split === 'publicTest')!.count} faces$`));
    await choose('Only', `Test faces also in training (${overview.traits.leaked})`);
    const expected = await faces.ask({
      type: 'list',
      filter: { split: 'publicTest', trait: 'leaked' },
      offset: 0,
      limit: 9,
    });
    assert.ok(expected.total > 0);
    await showing(new RegExp(`^${expected.total} faces?$`));
    assert.equal(await panel.page.locator('.face img').count(), expected.total);
    assert.deepEqual(await panel.savedState(), {
      file: '/project/ferplus.ferexp.json',
      variant: 'base',
      filter: { split: 'publicTest', trait: 'leaked' },
    });
    // By keyboard: fewer faces make the page shorter, which moves what is below the pointer.
    await panel.page.locator('.filters vscode-button').press('Enter');
    await showing(/^840 faces$/);
  });

  it('brings the faces of a sentence into view and gives them the focus', async () => {
    await open({ height: 500 });
    await panel.page.locator('.caution .link').click();
    await showing(new RegExp(`^${overview.traits.leaked} faces$`));
    assert.equal(await panel.page.evaluate(() => document.activeElement?.id), 'faces');
    const top = await panel.page.locator('#faces h2').evaluate((heading) => heading.getBoundingClientRect().top);
    assert.ok(top >= 0 && top < 500, `the faces begin at ${top} px of 500`);
  });

  it('shows the faces of a bar, and says when none fits', async () => {
    await open();
    await panel.page.locator('.class-bars').nth(1).locator('tbody tr').nth(2).click();
    const validation = overview.splits.find(({ split }) => split === 'validation')!;
    await showing(new RegExp(`^${validation.classes[2]} faces?$`));
    await choose('Only', `Dropped by the label rule (${overview.traits.dropped})`);
    await panel.page.getByText('No face matches these filters.').waitFor();
  });

  it('tells both labels, the votes and the twins of a face', async () => {
    await open();
    await choose('Only', `Test faces also in training (${overview.traits.leaked})`);
    await showing(new RegExp(`^${overview.traits.leaked} faces$`));
    await panel.page.locator('button.face').first().click();
    const { faces: found } = await faces.ask({ type: 'list', filter: { trait: 'leaked' }, offset: 0, limit: 1 });
    const details = panel.page.locator('.details');
    await details.locator('.identical .link', { hasText: `Face ${found[0]!.identical[0]}` }).waitFor();
    const shown = await details.innerText();
    assert.match(shown, /Label\s+\w+\s+FER\s+\w+\s+FER\+\s+\w+\s+Split\s+Test\s+Part\s+(Public|Private)Test/);
    assert.match(shown, /Also in training or validation/);
    assert.match(shown, /Votes\s+10 annotators/);
    await details.locator('.identical .link').first().click();
    await panel.page.locator('.details h2', { hasText: `Face ${found[0]!.identical[0]}` }).waitFor();
    await panel.page.keyboard.press('Escape');
  });

  it('draws only the faces in view, and fetches those that one scrolls to', async () => {
    await open();
    assert.ok((await panel.page.locator('button.face').count()) < 120);
    await panel.page.locator('.face-grid').evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await panel.page.waitForSelector('.face[data-index="839"] img');
    const asked = (await panel.posted()).filter(({ type }) => type === 'list').map(({ offset }) => Number(offset));
    assert.ok(
      asked.every((offset) => offset === 0 || offset >= 600),
      `pages in between were fetched: ${asked.join()}`,
    );
  });

  it('opens with 35,887 faces', async () => {
    panel = await panels.open('data');
    await panel.answer(async (message) => {
      const event = await faces.event(message);
      return event?.type === 'page' ? { ...event, page: { ...event.page, total: 35_887 } } : event;
    });
    await panel.send(subject);
    await panel.send({ type: 'load', overview });
    await showing(/^35,887 faces$/);
    assert.ok((await panel.page.locator('button.face').count()) < 120);
    await panel.page.locator('button.face').first().focus();
    await panel.page.keyboard.press('End');
    await panel.page.waitForSelector('.face[data-index="35886"]');
    await panel.page.waitForFunction(() => document.activeElement?.getAttribute('data-index') === '35886');
  });

  it('shows all faces when a filter does not fit the data any more', async () => {
    const state = { file: '/project/ferplus.ferexp.json', variant: 'base', filter: { split: 'test', label: 99 } };
    await open({ state });
    await showing(/^840 faces$/);
    assert.deepEqual((await panel.savedState()) as object, { ...state, filter: {} });
  });

  it('comes back with its filter after a reload', async () => {
    await open({ state: { file: '/project/ferplus.ferexp.json', variant: 'base', filter: { trait: 'leaked' } } });
    await showing(new RegExp(`^${overview.traits.leaked} faces$`));
  });

  it('is used by keyboard alone', async () => {
    await open();
    await panel.page.locator('button.face').first().focus();
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft']) await panel.page.keyboard.press(key);
    const columns = Number(await panel.page.locator('.face-grid').getAttribute('aria-colcount'));
    await panel.page.waitForFunction(
      (index) => document.activeElement?.getAttribute('data-index') === index,
      String(columns),
    );
    await panel.page.keyboard.press('Enter');
    await panel.page.waitForSelector('.details');
    assert.equal(await panel.page.locator('button.face[tabindex="0"]').count(), 1);
    const label = await panel.page.locator('button.face').first().getAttribute('aria-label');
    assert.match(label!, /^Face 0: [\w ]+, FER \w+, FER\+ [\w ]+/);
  });

  it('saves the class bars as SVG and PDF and the faces as PNG', async () => {
    await open();
    await panel.page.getByRole('button', { name: 'Save “Faces of each class” as SVG' }).click();
    await panel.page.getByRole('button', { name: 'Save “Faces of each class” as PDF' }).click();
    await panel.page.getByRole('button', { name: 'Save “Faces” as PNG' }).click();
    await panel.page.waitForFunction(() => window.posted.filter(({ type }) => type === 'savePicture').length === 3);
    const [bars, pdf, grid] = (await panel.posted()).filter(
      ({ type }) => type === 'savePicture',
    ) as unknown as SavePicture[];
    assert.equal(bars!.name, 'fer-ferplus-labels-by-majority-faces-of-each-class');
    assert.match(bars!.data, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg".*happiness.*<\/svg>$/s);
    assert.deepEqual(pdf, { ...bars!, format: 'pdf' }, 'the extension draws the PDF from the same SVG');
    assert.equal(grid!.format, 'png');
    const png = Buffer.from(grid!.data, 'base64');
    assert.equal(png.toString('latin1', 1, 4), 'PNG');
    assert.ok(png.readUInt32BE(16) > 1000, 'twice as many pixels as the picture has');
  });

  it('saves class bars and faces of a split as the command line draws them', async () => {
    await open({ height: 1500 });
    await choose('Split', 'Private test');
    await panel.page.waitForFunction(() => document.querySelector('.face:not(:has(img))') === null);
    for (const name of ['Faces of each class', 'Faces']) {
      await panel.page.getByRole('button', { name: `Save “${name}” as SVG` }).click();
    }
    await panel.page.waitForFunction(() => window.posted.filter(({ type }) => type === 'savePicture').length === 2);
    const pictures = (await panel.posted()).filter(({ type }) => type === 'savePicture') as unknown as SavePicture[];
    const [bars, grid] = pictures.map(({ data: svg }) => svg);
    assert.equal(bars, await commandFigure(data.file, { kind: 'classes' }));
    assert.equal(grid, await commandFigure(data.file, { kind: 'faces', split: 'privateTest' }));
    assert.equal(pictures[1]!.name, 'fer-ferplus-labels-by-majority-faces-private-test');
  });

  it('fits 320 px and 200 % zoom without scrolling sideways', async () => {
    await open({ width: 320, height: 2600 });
    await panel.fits();
    await panel.page.locator('button.face').first().click();
    await panel.page.waitForSelector('.details');
    await panel.fits();
    await panel.photograph('data-320px');
    await panel.page.setViewportSize({ width: 480, height: 1600 });
    await panel.fits();
    await panel.photograph('data-zoomed');
  });

  it('asks for trust, for consent and for another variant', async () => {
    panel = await panels.open('data');
    await panel.send(subject);
    const message = 'Showing the data starts a program, so it needs a trusted workspace.';
    await panel.send({ type: 'problem', problem: { message, action: 'trust' } });
    await panel.page.locator('.notice vscode-button').click();
    const outside = 'This experiment reads data from outside of the workspace: /data/fer2013.csv';
    await panel.send({ type: 'problem', problem: { message: outside, action: 'allowData' } });
    await panel.page.getByText('Read the Data…').click();
    await panel.page.locator('header vscode-single-select').click();
    await panel.page.getByRole('option', { name: 'soft' }).click();
    await panel.photograph('data-outside');
    const posted = (await panel.posted()).map(({ type }) => type);
    assert.deepEqual(posted, ['ready', 'trust', 'allowData', 'choose']);
  });

  it('says how far an import is, and keeps what it shows while a file does not fit', async () => {
    panel = await panels.open('data');
    await panel.send({ type: 'busy', detail: 'Importing fer2013.csv', done: 3, total: 4 });
    await panel.page.getByText('Importing fer2013.csv …').waitFor();
    const done = panel.page.locator('vscode-progress-bar');
    assert.equal(await done.evaluate((bar) => (bar as unknown as { value: number }).value), 75);
    await panel.send(subject);
    await panel.send({ type: 'load', overview });
    await panel.page.waitForSelector('.class-bars');
    await panel.send({
      type: 'problem',
      problem: { message: 'There is nothing at /project/fer.csv.', remedy: 'Put it there.' },
    });
    await panel.page.getByText('The data below is from before this problem.').waitFor();
    assert.equal(await panel.page.locator('.class-bars').count(), 5);
  });
});
