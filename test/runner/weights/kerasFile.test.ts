import fc from 'fast-check';
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { File, Group } from 'h5wasm/node';
import { readKerasFile } from '../../../runner/weights/readKerasFile';

describe('weights that Keras saved', function () {
  // The library of HDF5 is large.
  this.timeout(60_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'ferexp-h5-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function written(fill: (file: File) => void): Promise<string> {
    const { File: Hdf5, ready } = await import('h5wasm/node');
    await ready;
    const name = path.join(folder, 'some.h5');
    const file = new Hdf5(name, 'w');
    fill(file);
    file.close();
    return name;
  }

  function layer(parent: Group, name: string, weights: Readonly<Record<string, number[]>>): void {
    const group = parent.create_group(name) as Group;
    // As Keras: an empty list has no type of texts.
    group.create_attribute(
      'weight_names',
      Object.keys(weights).length > 0 ? Object.keys(weights) : new Float64Array(0),
    );
    for (const [weight, values] of Object.entries(weights)) {
      const parts = weight.split('/');
      const at = parts
        .slice(0, -1)
        .reduce((inner, part) => (inner.get(part) ?? inner.create_group(part)) as Group, group);
      at.create_dataset({ name: parts.at(-1)!, data: Float32Array.from(values) });
    }
  }

  it('are read in the layout of Keras 2, with and without the numbers of outputs', async () => {
    const file = await written((root) => {
      root.create_attribute('layer_names', ['pool', 'conv', 'norm']);
      layer(root, 'conv', { 'conv/kernel:0': [1, 2], 'conv/bias:0': [3] });
      layer(root, 'norm', { 'norm/gamma': [4], 'norm/moving_mean': [5] });
      layer(root, 'pool', {});
    });
    assert.deepEqual(
      [...(await readKerasFile(file))],
      [
        [
          'conv',
          [
            { name: 'kernel', shape: [2], values: Float32Array.of(1, 2) },
            { name: 'bias', shape: [1], values: Float32Array.of(3) },
          ],
        ],
        [
          'norm',
          [
            { name: 'gamma', shape: [1], values: Float32Array.of(4) },
            { name: 'moving_mean', shape: [1], values: Float32Array.of(5) },
          ],
        ],
      ],
    );
  });

  it('are read from a whole model, and from a model inside it', async () => {
    const file = await written((root) => {
      const group = root.create_group('model_weights') as Group;
      group.create_attribute('layer_names', ['resnet50', 'dense']);
      layer(group, 'resnet50', { 'conv/kernel:0': [1], 'norm/gamma:0': [2] });
      layer(group, 'dense', { 'dense/kernel:0': [3] });
    });
    const weights = await readKerasFile(file);
    assert.deepEqual([...weights.keys()], ['conv', 'norm', 'dense']);
    assert.equal(weights.get('norm')![0]!.values[0], 2);
  });

  it('are read in the layout of Keras 3, by the names that its numbered layers keep', async () => {
    const file = await written((root) => {
      const layers = root.create_group('layers') as Group;
      for (const [kind, name, value] of [
        ['conv2d', 'stem', 1],
        ['conv2d_1', 'top', 2],
      ] as const) {
        const group = (layers.create_group(kind) as Group).create_group('vars') as Group;
        group.create_attribute('name', name);
        group.create_dataset({ name: '1', data: Float32Array.of(10 * value) });
        group.create_dataset({ name: '0', data: Float32Array.of(value) });
      }
      (layers.create_group('activation') as Group).create_group('vars');
    });
    assert.deepEqual(
      [...(await readKerasFile(file))].map(([name, weights]) => [name, ...weights.map(({ values }) => values[0])]),
      [
        ['stem', 1, 10],
        ['top', 2, 20],
      ],
    );
  });

  it('are refused where layers have no names', async () => {
    const file = await written((root) => {
      const group = (root.create_group('layers') as Group).create_group('vars') as Group;
      group.create_dataset({ name: '0', data: Float32Array.of(1) });
    });
    await assert.rejects(readKerasFile(file), { name: 'UserError', message: /left out the names of layers/ });
  });

  it('are refused where there are none', async () => {
    const file = await written((root) => root.create_group('other'));
    await assert.rejects(readKerasFile(file), { name: 'UserError', message: /some\.h5 .*holds no weights/ });
  });

  it('are refused where a weight is named but missing', async () => {
    const file = await written((root) => {
      root.create_attribute('layer_names', ['conv']);
      (root.create_group('conv') as Group).create_attribute('weight_names', ['conv/kernel:0']);
    });
    await assert.rejects(readKerasFile(file), { message: /conv\/conv\/kernel:0 holds no numbers/ });
  });

  it('are refused in what is no HDF5 file, without a word of the library', async () => {
    const file = path.join(folder, 'text.h5');
    writeFileSync(file, 'no weights');
    await assert.rejects(readKerasFile(file), { name: 'UserError', message: /no HDF5 file, or a damaged one/ });
  });

  it('are missed where there is no file', async () => {
    await assert.rejects(readKerasFile(path.join(folder, 'none.h5')), { message: /none\.h5: there is no such file/ });
  });

  it('that are damaged are refused by name or read, and promise no more than the file holds', async () => {
    const file = await written((root) => {
      root.create_attribute('layer_names', ['conv', 'dense']);
      for (const layer of ['conv', 'dense']) {
        const group = root.create_group(layer) as Group;
        group.create_attribute('weight_names', [`${layer}/kernel:0`]);
        (group.create_group(layer) as Group).create_dataset({ name: 'kernel:0', data: new Float32Array(64) });
      }
    });
    const good = readFileSync(file);
    assert.equal((await readKerasFile(file)).size, 2);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 }),
        fc.option(fc.nat(good.length)),
        async (changes, cut) => {
          const bad = Buffer.from(good);
          for (const [at, value] of changes) bad[at] = value;
          writeFileSync(file, cut === null ? bad : bad.subarray(0, cut));
          try {
            await readKerasFile(file);
          } catch (error) {
            assert.equal((error as Error).name, 'UserError', (error as Error).stack);
            assert.ok((error as Error).message.includes(file));
            assert.doesNotMatch((error as Error).message, /Abort|native/);
          }
        },
      ),
      // A thread each; the storm makes more of them.
      { numRuns: 60 },
    );
  }).timeout(60_000);
});
