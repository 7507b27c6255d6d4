import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { downloadWeights, placeOf, stateOf } from '../../../runner/weights/download';
import type { PublishedWeights } from '../../../storage/machine/publishedWeights';
import { currentProcess } from '../../../storage/machine/processIdentity';

const content = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * i + (i >> 8)) % 256));

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** As a server with ranges answers. */
const whole: Answer = (request, response) => {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  if (start >= content.length) return void response.writeHead(416).end();
  if (start === 0) response.writeHead(200, { 'content-length': content.length });
  else response.writeHead(206, { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` });
  response.end(content.subarray(start));
};

/** Sends that much of what is left and no more. */
const part =
  (bytes: number): Answer =>
  (request, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (start === 0) response.writeHead(200, { 'content-length': content.length });
    else response.writeHead(206, { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` });
    response.write(content.subarray(start, start + bytes));
  };

const nothing: Answer = (_, response) => void response.socket!.destroy();

const withoutRanges: Answer = (_, response) => {
  response.writeHead(200, { 'content-length': content.length }).end(content);
};

describe('download of published weights', () => {
  let server: Server;
  let directory: string;
  let weights: PublishedWeights;
  /** In turn; the last one again and again. */
  let answers: Answer[];
  let ranges: (string | undefined)[];

  beforeEach(async () => {
    directory = mkdtempSync(path.join(os.tmpdir(), 'ferexp-weights-'));
    ranges = [];
    server = createServer((request, response) => {
      ranges.push(request.headers.range);
      (answers.length > 1 ? answers.shift()! : answers[0]!)(request, response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    weights = {
      name: 'some',
      title: 'Some weights',
      file: 'some.h5',
      bytes: content.length,
      network: 'Some network',
      type: 'resnet50',
      checksum: { algorithm: 'md5', digits: createHash('md5').update(content).digest('hex') },
      source: `http://127.0.0.1:${(server.address() as AddressInfo).port}/some.h5`,
    };
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    rmSync(directory, { recursive: true });
  });

  /** Breaks the connection when that much has arrived. */
  const breakAt =
    (...places: number[]) =>
    ({ done }: { done: number }) => {
      if (places.includes(done)) server.closeAllConnections();
    };
  const place = () => placeOf(weights, directory);
  const files = () => readdirSync(directory);
  const download = () => downloadWeights(weights, { directory });
  const assertThere = () => {
    assert.deepEqual(readFileSync(place()), content);
    assert.deepEqual(files(), [weights.file]);
  };

  it('puts the whole file into its place and tells how far it is', async () => {
    answers = [whole];
    const told: number[] = [];
    await downloadWeights(weights, { directory, onProgress: ({ done, total }) => total && told.push(done) });
    assertThere();
    assert.equal(told.at(-1), content.length);
    assert.deepEqual(
      told,
      [...told].sort((a, b) => a - b),
    );
    assert.equal(await stateOf(weights, directory), 'ready');
  });

  it('asks no server for what is there', async () => {
    answers = [whole];
    await downloadWeights(weights, { directory });
    await downloadWeights(weights, { directory });
    assert.equal(ranges.length, 1);
  });

  it('goes on by itself where the connection broke off', async () => {
    answers = [part(100_000), part(50_000), whole];
    await downloadWeights(weights, { directory, onProgress: breakAt(100_000, 150_000) });
    assertThere();
    assert.deepEqual(ranges, [undefined, 'bytes=100000-', 'bytes=150000-']);
  });

  it('keeps what came before it gave up, and the next one goes on from there', async () => {
    answers = [part(100_000), nothing];
    await assert.rejects(downloadWeights(weights, { directory, onProgress: breakAt(100_000) }), {
      name: 'UserError',
      message: /broke off after 100 kB of 300 kB/,
    });
    assert.deepEqual(files(), ['some.h5.part']);
    ranges = [];
    answers = [whole];
    await downloadWeights(weights, { directory });
    assert.deepEqual(ranges, ['bytes=100000-']);
    assertThere();
  });

  it('begins anew at a server without ranges', async () => {
    answers = [part(100_000), withoutRanges];
    await downloadWeights(weights, { directory, onProgress: breakAt(100_000) });
    assertThere();
  });

  it('begins anew where more is kept than there is', async () => {
    writeFileSync(`${place()}.part`, Buffer.alloc(content.length + 1));
    answers = [whole];
    await downloadWeights(weights, { directory });
    assert.deepEqual(ranges, [`bytes=${content.length + 1}-`, undefined]);
    assertThere();
  });

  it('takes a kept file that is whole without asking', async () => {
    writeFileSync(`${place()}.part`, content);
    answers = [whole];
    await downloadWeights(weights, { directory });
    assert.equal(ranges.length, 0);
    assertThere();
  });

  it('refuses another file and keeps nothing of it', async () => {
    answers = [whole];
    const other: PublishedWeights = { ...weights, checksum: { algorithm: 'md5', digits: '0'.repeat(32) } };
    await assert.rejects(downloadWeights(other, { directory }), {
      message:
        /^What came is not the published file: its MD5 checksum is [0-9a-f]{32}, expected 0{32}\. It came from http:.*some\.h5;/,
    });
    assert.deepEqual(files(), []);
  });

  it('replaces a damaged file', async () => {
    writeFileSync(place(), 'damaged');
    assert.equal(await stateOf(weights, directory), 'damaged');
    answers = [whole];
    await downloadWeights(weights, { directory });
    assertThere();
  });

  it('says what a server answered', async () => {
    answers = [(_, response) => response.writeHead(404, 'Not Found').end('gone')];
    await assert.rejects(downloadWeights(weights, { directory }), {
      message: `${weights.source} answered 404 Not Found.`,
      remedy: /FEREXP_WEIGHTS_URL or `ferexp weights download some --from/,
    });
    assert.equal(ranges.length, 1);
    assert.deepEqual(files(), []);
  });

  it('says that nobody answers', async () => {
    const closed = { ...weights, source: 'http://127.0.0.1:1/some.h5' };
    await assert.rejects(downloadWeights(closed, { directory }), {
      name: 'UserError',
      remedy: /weights download some --from FILE/,
    });
  });

  it('keeps what has come when it is cancelled', async () => {
    const cancel = new AbortController();
    answers = [
      (_, response) => {
        response.writeHead(200, { 'content-length': content.length });
        response.write(content.subarray(0, 100_000));
      },
    ];
    const cancelled = downloadWeights(weights, {
      directory,
      signal: cancel.signal,
      onProgress: ({ done }) => {
        if (done === 100_000) cancel.abort();
      },
    });
    await assert.rejects(cancelled, { name: 'AbortError' });
    assert.deepEqual(files(), ['some.h5.part']);
    assert.ok(statSync(`${place()}.part`).size <= 100_000);
  });

  it('refuses a second one at the same time, which leaves the first alone', async () => {
    let answerRest = (): void => undefined;
    answers = [
      (_, response) => {
        response.writeHead(200, { 'content-length': content.length });
        response.write(content.subarray(0, 100_000));
        answerRest = () => void response.end(content.subarray(100_000));
      },
    ];
    let begun = (): void => undefined;
    const started = new Promise<void>((resolve) => (begun = resolve));
    const first = downloadWeights(weights, { directory, onProgress: () => begun() });
    await started;
    await assert.rejects(downloadWeights(weights, { directory }), {
      name: 'UserError',
      message: `Process ${process.pid} on ${os.hostname()} is downloading these weights already.`,
      remedy: /^Wait until it has finished/,
      exitCode: 1,
    });
    answerRest();
    await first;
    assert.equal(ranges.length, 1);
    assertThere();
  });

  it('takes over from a process that is gone, and goes on with what that has left', async () => {
    writeFileSync(`${place()}.lock`, JSON.stringify({ ...currentProcess(), processStart: 'long ago' }));
    writeFileSync(`${place()}.part`, content.subarray(0, 100_000));
    answers = [whole];
    await downloadWeights(weights, { directory });
    assert.deepEqual(ranges, ['bytes=100000-']);
    assertThere();
  });

  it('takes a mirror', async () => {
    answers = [whole];
    await downloadWeights({ ...weights, source: 'http://127.0.0.1:1/' }, { directory, from: weights.source });
    assertThere();
  });

  it('takes a file that was fetched by hand, and leaves it where it is', async () => {
    const given = path.join(directory, 'given');
    writeFileSync(given, content);
    await downloadWeights(weights, { directory: path.join(directory, 'cache'), from: given });
    assert.deepEqual(readFileSync(path.join(directory, 'cache', weights.file)), content);
    assert.deepEqual(readFileSync(given), content);
  });

  it('says that there is no such file', async () => {
    await assert.rejects(downloadWeights(weights, { directory, from: path.join(directory, 'none.h5') }), {
      name: 'UserError',
      message: /none\.h5: there is no such file/,
    });
  });

  it('stops at the size of the published file', async () => {
    answers = [(_, response) => response.writeHead(200, { 'content-length': 10 * content.length }).end()];
    await assert.rejects(download(), {
      message: /has 300,000 bytes, and 3,000,000 bytes are on offer\. It is not read on/,
    });
    let sent = 0;
    answers = [
      (_, response) => {
        response.writeHead(200);
        const more = () => {
          while (!response.destroyed && response.write(content)) sent++;
        };
        response.on('drain', more);
        more();
      },
    ];
    await assert.rejects(download(), { message: /has 300,000 bytes, and more has come/ });
    assert.ok(sent < 1000);
    assert.ok(statSync(`${place()}.part`).size <= content.length);
  });

  it('follows redirects to https and to this machine alone', async () => {
    const to =
      (location: string): Answer =>
      (_, response) =>
        void response.writeHead(302, { location }).end();
    answers = [to('/elsewhere'), whole];
    assert.equal(await download(), place());
    rmSync(place());
    for (const location of ['http://192.0.2.1/x', 'ftp://127.0.0.1/x', '//example.org/x']) {
      answers = [to(location)];
      await assert.rejects(download(), { message: /leads to an address without encryption/, exitCode: 2 });
    }
    await assert.rejects(downloadWeights(weights, { directory, from: 'http://example.org/x' }), {
      message: /is an address without encryption: weights are fetched by https/,
    });
    answers = [to('/again')];
    await assert.rejects(download(), { message: /leads from address to address/ });
  });

  it('takes no pipe, folder or larger file in place of the weights', async () => {
    await assert.rejects(downloadWeights(weights, { directory, from: directory }), { message: /it is a folder/ });
    const large = path.join(directory, 'large');
    writeFileSync(large, Buffer.alloc(content.length + 1));
    await assert.rejects(downloadWeights(weights, { directory, from: large }), { message: /and it has 300,001 bytes/ });
  });
});
