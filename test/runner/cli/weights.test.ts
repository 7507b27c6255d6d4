import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ferexp } from './command';
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
    assert.deepEqual(listed, [['resnet50', 'missing', file()]]);
    const { out: text } = await weights('list');
    assert.match(text, /^resnet50 {2}ResNet-50 trained on ImageNet, without its classifier, 94\.8 MB: not downloaded/);
  });

  it('downloads nothing where nobody can be asked', async () => {
    const { code, err } = await weights('download', 'resnet50');
    assert.equal(code, 2);
    assert.match(err, /nobody was asked.*94\.8 MB, from https:.*\n.*Give `--yes` to agree\./);
    assert.ok(!existsSync(path.join(folder.path, 'cache')));
  });

  it('knows no other weights', async () => {
    const { code, err } = await weights('download', 'vgg16', '--yes');
    assert.equal(code, 2);
    assert.match(err, /no published weights "vgg16".*\n.*Known: resnet50\./);
  });

  it('takes no other file for them', async () => {
    writeFileSync(path.join(folder.path, 'mine.h5'), 'something else');
    const { code, err } = await weights('download', 'resnet50', '--from', 'mine.h5');
    assert.equal(code, 1);
    assert.match(err, /mine\.h5 is not the published file: its MD5 checksum is/);
    assert.ok(!existsSync(file()));
  });
});
