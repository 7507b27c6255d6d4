import assert from 'node:assert/strict';
import { loadDataset } from '../../runner/data/load';
import { resolveRuns } from '../../experiment/resolve';
import { heatMap, scaleOf } from '../../runner/explain/heatMap';
import { encodeFace } from '../../runner/faces/png';
import type { AttributionMethod, ExplanationPanelEvent, Explanations } from '../../schemas/explanations';
import { temporaryFolder } from './fixtures';
import { PanelServer, themes, type Panel } from './panel';

const size = 48;
const choice = {
  split: 'test',
  faces: { by: 'mistakes', count: 3 },
  methods: ['integratedGradients', 'gradCam'],
  target: 'predicted',
  baseline: 'black',
} as const;

describe('the page of explained predictions', () => {
  let server: PanelServer;
  let panel: Panel;
  let explanations: Explanations;

  before(async () => {
    server = await PanelServer.start();
    explanations = await explained();
  });
  after(() => server.stop());
  afterEach(() => panel.close());

  /** Maps with all weight of one sign around one point: for, against, and in the lower right for Grad-CAM. */
  async function explained(): Promise<Explanations> {
    const folder = await temporaryFolder();
    const file = {
      version: 1 as const,
      name: 'flip',
      data: { source: 'synthetic' as const, synthetic: { training: 70, test: 14 } },
      model: { type: 'smallCnn' as const },
      training: { epochs: 1 },
    };
    const [resolved] = resolveRuns(file, { path: `${folder}/flip.ferexp.json` });
    const options = { baseDirectory: folder, cacheDirectory: folder, onProgress: () => undefined };
    const dataset = await loadDataset(resolved!.data, options);
    const around = (centreX: number, centreY: number, sign: number) =>
      Float32Array.from({ length: size * size }, (_, i) => {
        const [x, y] = [i % size, Math.floor(i / size)];
        return sign * 0.3 * Math.exp(-((x - centreX) ** 2 + (y - centreY) ** 2) / 40) * (1 + 0.5 * Math.sin(3 * i));
      });
    const maps: Readonly<Partial<Record<AttributionMethod, Float32Array[]>>> = {
      integratedGradients: [around(14, 18, 1), around(34, 18, -1), around(24, 38, 1)],
      gradCam: [around(34, 36, 1), around(36, 34, 1), new Float32Array(size * size)],
    };
    const scales = {
      integratedGradients: scaleOf(
        maps.integratedGradients!,
        true,
        'Logits, 64 points on the path from a black picture',
      ),
      gradCam: scaleOf(maps.gradCam!, false, 'Layer block4_conv'),
    };
    const classNames = dataset.classNames;
    return {
      run: '/project/.ferexp/runs/flip/1',
      experiment: 'flip',
      variant: 'base',
      split: 'test',
      engine: 'wasm',
      device: 'CPU, 1 thread',
      width: size,
      height: size,
      classNames,
      scales,
      faces: [...dataset.splits.test.subarray(0, 3)].map((example, row) => ({
        example,
        trueClass: classNames[dataset.labels[example]!]!,
        predictedClass: classNames[3]!,
        explainedClass: classNames[3]!,
        probabilities: classNames.map((_, index) => (index === 3 ? 0.94 : 0.01)),
        image: encodeFace(dataset, example),
        attributions: (['integratedGradients', 'gradCam'] as const).map((method) => {
          const values = maps[method]![row]!;
          return {
            method,
            values: Buffer.from(values.buffer).toString('base64'),
            picture: heatMap(values, size, size, scales[method]),
            ...(method === 'integratedGradients' && { completeness: { sum: 3.562, expected: 3.567 } }),
          };
        }),
      })),
    };
  }

  const subject = (): ExplanationPanelEvent => ({
    type: 'subject',
    state: { directory: '/project/.ferexp/runs/flip/1', choice },
    name: 'flip / base',
    classNames: explanations.classNames,
  });
  const load = (): ExplanationPanelEvent => ({ type: 'load', explanations });
  const open = async (events: readonly ExplanationPanelEvent[], options: Parameters<PanelServer['open']>[1] = {}) => {
    panel = await server.open('attributions', options);
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
      await panel.photograph(`attributions-${theme}`);
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
    await panel.photograph('attributions-busy');
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

  it('saves the figure as it is shown', async () => {
    await open([load()]);
    await panel.page.locator('.export button').first().click();
    await panel.page.waitForFunction(() => window.posted.some(({ type }) => type === 'savePicture'));
    const [saved] = await asked('savePicture');
    const svg = String(saved!['data']);
    assert.match(String(saved!['name']), /^flip-base-test-faces-where-the-predictions-come-from$/);
    assert.equal(svg.match(/<image /g)!.length, 3 + 2 * 6);
    assert.equal(svg.match(/opacity="0.75"/g)!.length, 6);
    assert.match(svg, /gap 0\.005/);
    await panel.page.locator('.export button').nth(1).click();
    await panel.page.waitForFunction(() => window.posted.filter(({ type }) => type === 'savePicture').length === 2);
    assert.match(String((await asked('savePicture'))[1]!['data']), /^iVBOR/);
  });

  it('fits 320 px without scrolling sideways', async () => {
    await open([load()], { width: 320, height: 900 });
    await panel.page.waitForSelector('article');
    const overflow = await panel.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(overflow <= 0, `${overflow} px too wide`);
    await panel.photograph('attributions-320px');
  });

  it('says what is missing and what to do, and goes on from there', async () => {
    const problem = { message: 'The data changed since this run.', remedy: 'Put the old data back.' };
    await open([{ type: 'problem', problem }], { width: 760, height: 500 });
    assert.match(await text('.notice'), /The data changed since this run\.[\s\S]*Put the old data back\./);
    assert.equal(await panel.page.locator('article').count(), 0);
    await panel.photograph('attributions-problem');
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
    await panel.photograph('attributions-empty');
  });
});
