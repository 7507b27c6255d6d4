/** Networks that were trained on one of three sets of generated faces: tested on each, exported, and in a page. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { runsRootIn } from '../../experiment/project';
import { RunIndex } from '../../results/runIndex';
import { encodeGrey } from '../../runner/faces/png';
import { themes } from '../host/themes';
import { type Camera, clearMessages, ferexp, save, type Scene, walkthroughPicture } from './scene';

const side = 48;
const demoPage = 'upright.html';
const experiment = {
  version: 1,
  name: 'across',
  description: 'How far does a network get on faces of another set?',
  engine: 'wasm',
  dataSets: {
    upright: { source: 'data/upright.csv' },
    inverted: { source: 'data/inverted.csv' },
    'upside-down': { source: 'data/upside-down.csv' },
  },
  data: { source: 'upright', validation: { fraction: 0.2, seed: 123 } },
  model: { type: 'smallCnn' },
  training: { epochs: 8, batchSize: 64 },
  matrix: { 'data.source': ['upright', 'inverted', 'upside-down'] },
  repeats: 3,
};

/** Writes the faces of a table with other pixels. */
async function changed(from: string, to: string, change: (pixels: string[]) => string[]): Promise<void> {
  const [head, ...rows] = (await readFile(from, 'utf8')).trimEnd().split('\n');
  const lines = rows.map((row) => {
    const [emotion, pixels, usage] = row.split(',');
    return [emotion, change(pixels!.split(' ')).join(' '), usage].join(',');
  });
  await writeFile(to, [head, ...lines, ''].join('\n'));
}

async function prepare(folder: string): Promise<void> {
  const [upright, inverted, upsideDown] = Object.values(experiment.dataSets).map(({ source }) =>
    path.join(folder, source),
  );
  await mkdir(path.dirname(upright!));
  ferexp(folder, 'data', 'synth', upright!);
  await changed(upright!, inverted!, (pixels) => pixels.map((pixel) => String(255 - Number(pixel))));
  await changed(upright!, upsideDown!, (pixels) =>
    Array.from({ length: side }, (_, line) => pixels.slice(line * side, (line + 1) * side))
      .reverse()
      .flat(),
  );
  await writeFile(path.join(folder, 'across.ferexp.json'), `${JSON.stringify(experiment, null, 2)}\n`);
  ferexp(folder, 'run', 'across.ferexp.json');
  const index = new RunIndex(runsRootIn(folder));
  await index.refresh();
  const run = index
    .runs()
    .find(({ header, resolved }) => header.variant === 'source-upright' && resolved.repeat === 0)!;
  ferexp(folder, 'export', run.directory, '-o', demoPage);
}

/** The page answers on the first test face of the set that its network was trained on. */
async function takeDemo({ page, folder, theme }: Camera): Promise<void> {
  const rows = (await readFile(path.join(folder, experiment.dataSets.upright.source), 'utf8')).trimEnd().split('\n');
  const pixels = Uint8Array.from(
    rows
      .find((row) => row.endsWith('PrivateTest'))!
      .split(',')[1]!
      .split(' '),
    Number,
  );
  const buffer = Buffer.from(encodeGrey(pixels, side, side), 'base64');
  const context = await page
    .context()
    .browser()!
    .newContext({
      ...{ viewport: { width: 900, height: 690 }, ...themes[theme].page },
    });
  const demo = await context.newPage();
  await demo.goto(pathToFileURL(path.join(folder, demoPage)).href);
  await demo.getByLabel(/Choose pictures of faces/).setInputFiles({ name: 'face.png', mimeType: 'image/png', buffer });
  await demo.locator('article data').first().waitFor();
  await demo.waitForTimeout(1000);
  await save(await demo.screenshot(), walkthroughPicture('demo', theme));
  await context.close();
}

/** The heat map in the results, the menu of formats, and the page that one of them makes. */
export const across: Scene = {
  prepare,
  async take(camera) {
    const { workbench, page, picture } = camera;
    await workbench.openFile('across.ferexp.json');
    await workbench.command('View: Close Primary Side Bar').catch(() => undefined);
    await workbench.command('FER Experiments: Show Results');
    const results = await workbench.webview('.data-sets tbody tr', 120_000);
    await results.locator('.data-sets').evaluate((element) => element.scrollIntoView());
    await clearMessages(workbench);
    await picture('sets');
    await workbench.command('FER Experiments: Export Model…');
    const row = (text: string) => page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
    await row('source-upright').click();
    await row('ONNX').waitFor();
    await picture('export');
    await takeDemo(camera);
  },
};
