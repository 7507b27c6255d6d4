/** Explaining predictions in a real VS Code: from a finished run to faces with their maps, and back after a reload. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { PNG } from 'pngjs';
import { Workbench } from '../../scripts/host/workbench';
import { tellFailure } from './failed';
import { dist } from '../../scripts/paths';

const experiment = {
  version: 1,
  name: 'faces',
  engine: 'wasm',
  data: { source: 'synthetic', synthetic: { training: 140, test: 28 } },
  model: { type: 'smallCnn' },
  training: { epochs: 1, batchSize: 32 },
};

describe('explaining predictions in a real VS Code', () => {
  let folder: string;
  let workbench: Workbench | undefined;

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'ferexp-explain-'));
    await mkdir(path.join(folder, '.vscode'));
    const file = path.join(folder, 'faces.ferexp.json');
    await writeFile(file, JSON.stringify(experiment, null, 2));
    await promisify(execFile)(process.execPath, [path.join(dist, 'ferexp.js'), 'run', file]);
  });

  after(() => rm(folder, { recursive: true, force: true }));

  afterEach(tellFailure);
  afterEach(async () => {
    await workbench?.close();
    workbench = undefined;
  });

  it('shows the most confident mistakes, answers another choice, and comes back after a reload', async () => {
    workbench = await Workbench.open({ folder });
    const { page } = workbench;
    await workbench.command('Explain Predictions');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'faces' }).first().click();
    let frame = await workbench.webview('article', 120_000);
    assert.equal(await frame.locator('article').count(), 6);
    assert.equal(await frame.locator('.map').count(), 12);
    assert.match(await frame.locator('article').first().innerText(), /gap −?[\d.]+ of −?[\d.]+ logits/);
    await workbench.photograph('journey/explain');

    await frame.locator('input[type=number]').fill('2');
    await frame.getByLabel('Occlusion').check();
    await frame.locator('form vscode-button').click();
    await frame.locator('.scales', { hasText: 'Occlusion' }).waitFor({ state: 'visible', timeout: 120_000 });
    assert.equal(await frame.locator('article').count(), 2);

    await workbench.reload();
    frame = await workbench.webview('article', 120_000);
    assert.equal(await frame.locator('article').count(), 2);
    assert.equal(await frame.locator('.map').count(), 6);
    await workbench.photograph('journey/explain-reloaded');
  });

  it('tries a face that the user picks, and says what the network was given', async () => {
    const picture = new PNG({ width: 160, height: 120 });
    picture.data.forEach((_, at) => (picture.data[at] = at % 4 === 3 ? 255 : Math.floor(at / 300) % 256));
    const file = path.join(folder, 'holiday.png');
    await writeFile(file, PNG.sync.write(picture));
    workbench = await Workbench.open({ folder });
    const { page } = workbench;
    await workbench.command('Try a Face');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'faces' }).first().click();
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'holiday.png' }).first().click();
    const frame = await workbench.webview('article', 120_000);
    assert.match(await frame.locator('article').innerText(), /[\d.]+\s%[\s\S]*holiday\.png/);
    assert.match(
      await frame.locator('main').innerText(),
      /1 picture, computed on[\s\S]*the middle square of each picture/,
    );
    await workbench.photograph('journey/explain-picture');
  });

  it('tries faces that are dropped on its page', async () => {
    const picture = new PNG({ width: 60, height: 60 });
    picture.data.forEach((_, at) => (picture.data[at] = at % 4 === 3 ? 255 : (at * 7) % 256));
    const inside = path.join(folder, 'inside.png');
    await writeFile(inside, PNG.sync.write(picture));
    workbench = await Workbench.open({ folder });
    await workbench.command('Explain Predictions');
    await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'faces' }).first().click();
    const frame = await workbench.webview('article', 120_000);
    // A file of the user's computer, whose content the page reads.
    await frame.locator('body').evaluate((body, base64) => {
      const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], 'from the desktop.png'));
      body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }, PNG.sync.write(picture).toString('base64'));
    await frame.getByText('from the desktop.png').waitFor({ state: 'visible', timeout: 120_000 });
    const answer = async (name: string) => (await frame.locator('article').innerText()).replace(name, '');
    const first = await answer('from the desktop.png');
    // One of the Explorer, which names it by its address.
    await frame.locator('body').evaluate((body, address) => {
      const transfer = new DataTransfer();
      transfer.setData('application/vnd.code.uri-list', address);
      body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }, pathToFileURL(inside).href);
    await frame.getByText('inside.png').waitFor({ state: 'visible', timeout: 120_000 });
    assert.equal(await answer('inside.png'), first, 'the same picture, the same answer');
    await workbench.photograph('journey/explain-dropped');
  });
});
