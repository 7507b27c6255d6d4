import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writePictures } from '../../cli/tasks/explanationFiles';
import { drawPdf } from '../../pdf/drawPdf';
import type { ExplainChoice, Explanations } from '../../schemas/explanations';
import { choice, explained } from './explained';
import { temporaryFolder } from './fixtures';
import { type OpenOptions, type Panel, themes, usePanels } from './panel';
import { type ExplainPanelEvent, isExplainPanelRequest } from '../../schemas/messages/explain';

/** As of pictures of the user: without a split and without true classes. */
function tried({ faces, ...rest }: Explanations): Explanations {
  const { run, experiment, variant, engine, device, width, height, classNames, scales } = rest;
  return {
    ...{ run, experiment, variant, engine, device, width, height, classNames, scales },
    faces: faces.map(({ predictedClass, explainedClass, probabilities, image, attributions }, index) => ({
      ...{ example: index + 1, picture: `holiday ${index + 1}.jpg` },
      ...{ predictedClass, explainedClass, probabilities, image, attributions },
    })),
  };
}

describe('the page of explained predictions', () => {
  const panels = usePanels();
  let panel: Panel;
  let explanations: Explanations;

  before(async () => {
    explanations = await explained();
  });

  const subject = (chosen: ExplainChoice = choice): ExplainPanelEvent => ({
    type: 'subject',
    state: { directory: '/project/.ferexp/runs/flip/1', choice: chosen },
    name: 'flip / base',
    classNames: explanations.classNames,
  });
  const load = (): ExplainPanelEvent => ({ type: 'load', explanations });
  const pictures = (): ExplainPanelEvent[] => [
    subject({ ...choice, faces: { by: 'pictures', files: ['/holiday 1.jpg'] } }),
    { type: 'load', explanations: tried(explanations) },
  ];
  const open = async (events: readonly ExplainPanelEvent[], options: OpenOptions = {}) => {
    panel = await panels.open('explain', options);
    for (const event of [subject(), ...events]) await panel.send(event);
    await panel.page.waitForSelector('h1');
  };
  const text = (selector: string): Promise<string> => panel.page.locator(selector).first().innerText();
  const asked = async (type: string) => (await panel.posted()).filter((message) => message.type === type);

  for (const theme of themes) {
    it(`shows faces beside their maps in the ${theme} theme`, async () => {
      await open([load()], { theme, width: 900, height: 1000 });
      await panel.page.waitForSelector('article');
      assert.equal(await panel.page.locator('article').count(), 3);
      assert.equal(await panel.page.locator('.map').count(), 6);
      assert.match(
        await text('.scales'),
        /Integrated gradients[\s\S]*−0\.\d+ against[\s\S]*Grad-CAM[\s\S]*0[\s\S]*for/,
      );
      await panel.photograph(`explain-${theme}`);
    });
  }

  it('says where the weight lies, what was predicted, and how far the sum is off', async () => {
    await open([load()]);
    await panel.page.waitForSelector('article');
    const alts = await panel.page
      .locator('.map')
      .evaluateAll((all) => (all as HTMLImageElement[]).map(({ alt }) => alt));
    assert.match(alts[0]!, /^Integrated gradients for happy of face \d+: of its weight upper left [89]\d %, /);
    assert.match(alts[1]!, /^Grad-CAM for happy of face \d+: of its weight lower right [89]\d %, /);
    assert.match(alts[2]!, /: of its weight upper right /);
    assert.match(alts[5]!, /: no weight anywhere$/);
    assert.match(await text('article'), /happy 94\.0\s%\s+true: \w+ 1\.0\s%/);
    assert.match(await text('article'), /gap 0\.005 of 3\.6 logits/);
    const loaded = await panel.page
      .locator('img')
      .evaluateAll((all) => (all as HTMLImageElement[]).every(({ naturalWidth }) => naturalWidth === 48));
    assert.ok(loaded);
  });

  it('shows the face or the map by the slider, and remembers it', async () => {
    await open([load()]);
    const slider = panel.page.locator('input[type=range]');
    const opacity = () =>
      panel.page
        .locator('.map')
        .first()
        .evaluate((map) => getComputedStyle(map).opacity);
    assert.equal(await opacity(), '0.75');
    await slider.focus();
    await panel.page.keyboard.press('Home');
    assert.equal(await opacity(), '0');
    await panel.page.keyboard.press('ArrowRight');
    assert.equal(await opacity(), '0.05');
    assert.deepEqual(await panel.savedState(), { directory: '/project/.ferexp/runs/flip/1', choice, overlay: 0.05 });
  });

  it('comes back with the slider where it was', async () => {
    await open([load()], { state: { directory: '/project', choice, overlay: 0.4 } });
    await panel.page.waitForSelector('article');
    assert.equal(await panel.page.locator('input[type=range]').inputValue(), '40');
  });

  it('asks for what was chosen, and can be cancelled', async () => {
    await open([load()]);
    await panel.page.locator('input[type=number]').fill('2');
    await panel.page.getByLabel('Occlusion').check();
    await panel.page.getByLabel('Grad-CAM').uncheck();
    await panel.page.locator('form vscode-button').click();
    const [request] = await asked('explain');
    assert.deepEqual(request!['choice'], {
      ...choice,
      faces: { by: 'mistakes', count: 2 },
      methods: ['integratedGradients', 'occlusion'],
    });
    await panel.send({ type: 'busy', detail: 'Occlusion, face 1 of 2' });
    await panel.page.waitForFunction(() => document.querySelector('.status')!.textContent!.includes('face 1 of 2'));
    await panel.photograph('explain-busy');
    await panel.page.locator('form vscode-button').click();
    assert.equal((await asked('cancel')).length, 1);
    await panel.send({ type: 'cancelled' });
    await panel.page.waitForFunction(() => document.querySelector('.status')!.textContent === '');
    assert.equal(await panel.page.locator('article').count(), 3);
  });

  it('takes faces by their numbers, and nothing that is none', async () => {
    await open([load()]);
    for (const key of ['Tab', 'Enter', 'ArrowDown', 'ArrowDown', 'Enter']) await panel.page.keyboard.press(key);
    const numbers = panel.page.locator('input.wide');
    await numbers.fill('71, x');
    await panel.page.locator('form vscode-button').click({ force: true });
    assert.deepEqual(await asked('explain'), []);
    await numbers.fill('71, 75');
    await panel.page.locator('form vscode-button').click();
    const [request] = await asked('explain');
    assert.deepEqual((request!['choice'] as typeof choice).faces, { by: 'examples', examples: [71, 75] });
  });

  it('asks for pictures, and shows them with what else they may be instead of a true class', async () => {
    await open([load()]);
    for (const key of ['Tab', 'Enter', ...Array<string>(3).fill('ArrowDown'), 'Enter']) {
      await panel.page.keyboard.press(key);
    }
    assert.deepEqual(
      await panel.page.locator('.field', { hasText: 'For class' }).locator('vscode-option').allTextContents(),
      ['predicted', ...explanations.classNames],
    );
    await panel.page.getByText('Choose Pictures…').click();
    const [request] = await asked('choosePictures');
    assert.deepEqual((request!['choice'] as typeof choice).faces, { by: 'pictures', files: [] });
    for (const theme of themes) {
      await open(pictures(), { theme, width: 900, height: 1000 });
      assert.match(await text('article'), /^happy 94\.0\s%\s+angry 1\.0\s%, disgust 1\.0\s%\s+holiday 1\.jpg/);
      assert.match(await text('section'), /3 pictures, computed on wasm[\s\S]*is not what somebody feels\.$/);
      await panel.photograph(`explain-pictures-${theme}`);
    }
    await open(pictures(), { width: 320, height: 900 });
    await panel.fits();
    await panel.photograph('explain-pictures-320px');
  });

  it('says what the copies of a picture got, where the run was tested with several', async () => {
    const copies = { probabilities: [0.05, 0.05, 0.1, 0.7, 0.05, 0.03, 0.02], votes: [0, 0, 1, 8, 0, 0, 1] };
    const { faces, ...rest } = tried(explanations);
    await open([
      ...pictures(),
      { type: 'load', explanations: { ...rest, faces: faces.map((face) => ({ ...face, copies })) } },
    ]);
    await panel.page.waitForSelector('.copies');
    assert.match(await text('article'), /10 copies: happy 70\.0\s% · votes: happy 8, fear 1, neutral 1/);
    assert.match(await text('section'), /The run answers with test-time augmentation/);
    await panel.photograph('explain-copies');
  });

  it('takes pictures that are dropped, as files or as addresses of VS Code, and says what it does not take', async () => {
    await open([load()]);
    const drop = (files: readonly (readonly [string, number])[], addresses = ''): Promise<void> =>
      panel.page.evaluate(
        ([all, list]) => {
          const transfer = new DataTransfer();
          for (const [name, size] of all) transfer.items.add(new File([new Uint8Array(size).fill(65)], name));
          if (list !== '') transfer.setData('application/vnd.code.uri-list', list);
          document.body.dispatchEvent(
            new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }),
          );
        },
        [files, addresses] as const,
      );
    const requests = async (count: number) => {
      await panel.page.waitForFunction(
        (n) => window.posted.filter(({ type }) => type === 'dropPictures').length === n,
        count,
      );
      return (await asked('dropPictures')).at(-1)!;
    };
    await drop([
      ['one.png', 3],
      ['two.jpg', 1],
    ]);
    const { type, ...request } = await requests(1);
    assert.deepEqual(request['pictures'], [
      { name: 'one.png', data: 'QUFB' },
      { name: 'two.jpg', data: 'QQ==' },
    ]);
    assert.ok(isExplainPanelRequest({ type, ...request }));
    await drop([], 'file:///home/me/face.png\r\n# a remark\r\nfile:///home/me/b%20c.png');
    const named = await requests(2);
    assert.deepEqual(named['addresses'], ['file:///home/me/face.png', 'file:///home/me/b%20c.png']);
    assert.ok(isExplainPanelRequest(named));
    await drop(Array.from({ length: 25 }, (_, index) => [`${index}.png`, 1] as const));
    await panel.page.getByText('Drop at most 24 pictures at once.').waitFor();
    await drop([['film.mp4', 20_000_001]]);
    await panel.page.getByText('film.mp4 is too large for a picture: at most 20 MB.').waitFor();
    assert.equal((await asked('dropPictures')).length, 2);
  });

  it('saves the figure as it is shown, and as the command line draws it', async () => {
    await open([load()]);
    await panel.page.locator('.export button').first().click();
    await panel.page.waitForFunction(() => window.posted.some(({ type }) => type === 'savePicture'));
    const [saved] = await asked('savePicture');
    const svg = String(saved!['data']);
    assert.match(String(saved!['name']), /^flip-base-test-faces-where-the-predictions-come-from$/);
    assert.equal(svg.match(/<image /g)!.length, 3 + 2 * 6);
    assert.equal(svg.match(/opacity="0.75"/g)!.length, 6);
    assert.match(svg, /gap 0\.005/);
    const folder = await temporaryFolder();
    await writePictures(folder, explanations);
    assert.equal(svg, await readFile(path.join(folder, 'explanations.svg'), 'utf8'));
    const { bytes } = await drawPdf(svg);
    assert.ok(bytes.equals(await readFile(path.join(folder, 'explanations.pdf'))));
    await panel.page.getByRole('button', { name: /as PNG$/ }).click();
    await panel.page.waitForFunction(() => window.posted.filter(({ type }) => type === 'savePicture').length === 2);
    assert.match(String((await asked('savePicture'))[1]!['data']), /^iVBOR/);
  });

  it('has labels that begin where their boxes do, and a button as high as them', async () => {
    for (const width of [320, 800]) {
      await open([load()], { width });
      const edges = await panel.page
        .locator('.choices .field')
        .evaluateAll((all) =>
          all.map((field) => [...field.children].map((child) => child.getBoundingClientRect().left)),
        );
      assert.ok(edges.length >= 6);
      for (const [label, box] of edges) assert.equal(label, box);
      const button = (await panel.page.locator('form vscode-button').boundingBox())!;
      const box = (await panel.page.locator('input[type=number]').boundingBox())!;
      assert.ok(Math.abs(button.height - box.height) <= 2, `${button.height} px beside ${box.height} px`);
    }
  });

  it('fits 320 px without scrolling sideways', async () => {
    await open([load()], { width: 320, height: 900 });
    await panel.page.waitForSelector('article');
    await panel.fits();
    await panel.photograph('explain-320px');
  });

  it('says what is missing and what to do, and goes on from there', async () => {
    const problem = { message: 'The data changed since this run.', remedy: 'Put the old data back.' };
    await open([{ type: 'problem', problem }], { width: 760, height: 500 });
    assert.match(await text('.notice'), /The data changed since this run\.[\s\S]*Put the old data back\./);
    assert.equal(await panel.page.locator('article').count(), 0);
    await panel.photograph('explain-problem');
    await panel.send({ type: 'problem', problem: { message: 'It needs a trusted workspace.', action: 'trust' } });
    await panel.page.getByText('Manage Workspace Trust').click();
    assert.equal((await asked('trust')).length, 1);
    await panel.send(load());
    await panel.page.waitForSelector('.notice', { state: 'detached' });
    assert.equal(await panel.page.locator('article').count(), 3);
  });

  it('says how to begin where nothing was computed', async () => {
    await open([{ type: 'cancelled' }], { width: 760, height: 500 });
    assert.match(await text('.empty'), /Choose faces and press Explain\./);
    await panel.photograph('explain-empty');
  });
});
