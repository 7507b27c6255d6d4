import fc from 'fast-check';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { buildModel } from '../../../runner/models';
import { readTopology } from '../../../runner/models/topology';
import { saveModel } from '../../../runner/run/modelFiles';
import { readKerasFile } from '../../../runner/weights/readKerasFile';
import { readLayersFile } from '../../../runner/weights/layersFile';
import { UserError } from '../../../schemas/userError';
import { temporaryFolder } from '../../storage/temporaryFolder';

type Json = Record<string, unknown>;

describe('model.json of someone else', () => {
  const folder = temporaryFolder();
  const file = () => path.join(folder.path, 'model', 'model.json');

  beforeEach(async () => {
    const { layers } = tf;
    const input = tf.input({ shape: [12, 12, 1], name: 'faces' });
    const conv = layers.conv2d({ name: 'conv', filters: 4, kernelSize: 3 }).apply(input);
    const pool = layers.globalAveragePooling2d({ name: 'pool' }).apply(conv);
    const output = layers.dense({ name: 'logits', units: 3 }).apply(pool) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs: output });
    await saveModel(folder.path, model, {});
    model.dispose();
  });

  const change = (
    how: (root: { modelTopology: Json; weightsManifest: { paths: string[]; weights: Json[] }[] }) => void,
  ) => {
    const root = JSON.parse(readFileSync(file(), 'utf8')) as Parameters<typeof how>[0];
    how(root);
    writeFileSync(file(), JSON.stringify(root));
  };
  const layersOf = ({ modelTopology }: { modelTopology: Json }) => {
    const { config } = (modelTopology['model_config'] ?? modelTopology) as { config: { layers: Json[] } };
    return config.layers;
  };
  const build = () => {
    const settings = { type: 'layersModel', dropout: 0, l2: 0, base: file(), preprocessing: 'scale' } as const;
    buildModel(tf, settings, { classes: 3, seed: 1, inputShape: [12, 12, 1] }).dispose();
  };
  const weights = () => readLayersFile(tf, file());
  const refused = async (work: () => unknown, message: RegExp) => {
    await assert.rejects(
      async () => work(),
      (error: unknown) => {
        assert.ok(error instanceof UserError, String(error));
        assert.match(`${error.message} ${error.remedy}`, message);
        assert.match(error.message, /model/);
        assert.equal(error.exitCode, 2);
        return true;
      },
    );
  };

  it('is read as it is, with a byte order mark, and by its folder', async () => {
    build();
    const { size } = await weights();
    assert.equal(size, 2);
    writeFileSync(file(), `\ufeff${readFileSync(file(), 'utf8')}`);
    assert.equal(readTopology(path.dirname(file())).layers.length, 4);
  });

  it('is named where it is something else', async () => {
    for (const [content, message] of [
      ['PK\x03\x04', /a zip archive, but no model that Keras 3 saved/],
      ['\x89HDF\r\n\x1a\n', /an HDF5 file, as Keras saves .* Save it as x\.keras/],
      ['<!DOCTYPE html>', /it is a web page/],
      ['', /it is empty/],
      ['[1]', /it holds no JSON object/],
      ['{', /it is not JSON/],
      ['{}', /it names no Sequential or Functional model/],
      ['{"modelTopology":{"node":[]}}', /graph model/],
      [`{"a":${'['.repeat(100_000)}`, /nested deeper than 100 levels/],
    ] as const) {
      writeFileSync(file(), Buffer.from(content, 'latin1'));
      await refused(build, message);
    }
  }).timeout(10_000);

  it('has its weights beside it and nowhere else', async () => {
    for (const [name, message] of [
      ['../../dev/zero', /leads out of its folder/],
      ['..\\x', /leads out of its folder/],
      ['/dev/zero', /leads out of its folder/],
      ['C:\\x.bin', /leads out of its folder/],
      ['https://example.com/w.bin', /is an address, and nothing is downloaded/],
      ['gone.bin', /gone\.bin: there is no such file/],
      ['', /a path of weights is no text/],
    ] as const) {
      change(({ weightsManifest }) => (weightsManifest[0]!.paths = [name]));
      await refused(weights, message);
    }
    if (process.platform === 'win32') return;
    symlinkSync('/dev/zero', path.join(folder.path, 'model', 'zero.bin'));
    change(({ weightsManifest }) => (weightsManifest[0]!.paths = ['zero.bin']));
    await refused(weights, /a link that leads out of its folder/);
    execFileSync('mkfifo', [path.join(folder.path, 'model', 'pipe.bin')]);
    change(({ weightsManifest }) => (weightsManifest[0]!.paths = ['pipe.bin']));
    await refused(weights, /it is a named pipe/);
    mkdirSync(path.join(folder.path, 'model', 'sub'));
    change(({ weightsManifest }) => (weightsManifest[0]!.paths = ['sub']));
    await refused(weights, /it is a folder/);
  });

  it('promises no more than its files hold', async () => {
    change(({ weightsManifest }) => (weightsManifest[0]!.weights[0]!['shape'] = [100_000, 100_000]));
    await refused(weights, /it promises 40,000,000,\d+ bytes, and its files hold \d+ bytes/);
    change((root) => {
      const dense = layersOf(root).find(({ name }) => name === 'conv')!;
      (dense['config'] as Json)['filters'] = 2_000_000_000;
    });
    const { rss } = process.memoryUsage();
    await refused(build, /asks for|need more weights than it describes|computes in "conv"/);
    assert.ok(process.memoryUsage().rss - rss < 200e6);
  });

  it('asks for no picture that no memory holds', async () => {
    change((root) => {
      const config = layersOf(root)[0]!['config'] as Json;
      config['batch_input_shape'] = [null, 60_000, 60_000, 3];
    });
    await refused(build, /reads 60000 × 60000 × 3 values for one face/);
  });

  it('has a manifest of the known form', async () => {
    for (const manifest of [7, 'x', [7], [{ paths: 1, weights: [] }], [{ paths: ['a'], weights: [{ name: 'x' }] }]]) {
      change((root) => (root.weightsManifest = manifest as never));
      await refused(weights, /weightsManifest is damaged|a link|no such file/);
    }
    change(
      (root) => (root.weightsManifest = [{ paths: ['a'], weights: [{ name: 'x', shape: [-1], dtype: 'float32' }] }]),
    );
    await refused(weights, /no shape of whole numbers/);
    change(
      (root) => (root.weightsManifest = [{ paths: ['a'], weights: [{ name: 'x', shape: [1], dtype: 'string' }] }]),
    );
    await refused(weights, /of the type "string", not float32/);
  });

  it('has layers that exist and do not go round in a circle', async () => {
    const original = readFileSync(file(), 'utf8');
    change((root) => {
      const conv = layersOf(root).find(({ name }) => name === 'conv')!;
      conv['inbound_nodes'] = [[['pool', 0, 0, {}]]];
    });
    await refused(build, /go round in a circle: "/);
    for (const className of ['constructor', '__proto__', 'toString', 'Lambda']) {
      writeFileSync(file(), original);
      change((root) => (layersOf(root)[1]!['class_name'] = className));
      await refused(build, /which TensorFlow\.js does not have/);
    }
    writeFileSync(file(), original);
    change((root) => {
      const pool = layersOf(root).find(({ name }) => name === 'pool')!;
      pool['inbound_nodes'] = [[['conv', 0, 5, {}]]];
    });
    await refused(build, /reads output 5 of the layer "conv", which has 1/);
  });

  it('never fails but with a message of its own, whatever is changed in it', async () => {
    const original = readFileSync(file(), 'utf8');
    const value = fc.constantFrom('null', '-1', '1e99', '"x"', '[]', '{}', 'true', '99999');
    await fc.assert(
      fc.asyncProperty(fc.nat(original.length), value, async (at, put) => {
        // The next value after the place is another one.
        const text =
          original.slice(0, at) + original.slice(at).replace(/("[^"]*"|-?\d+|null|true|false)(?=[,}\]])/, put);
        writeFileSync(file(), text);
        for (const work of [build, weights]) {
          try {
            await work();
          } catch (error) {
            assert.ok(error instanceof UserError, `${put} at ${at}: ${(error as Error).stack}`);
          }
        }
      }),
      { numRuns: 150 },
    );
  }).timeout(60_000);

  it('is refused as weights of Keras by name', async () => {
    await assert.rejects(readKerasFile(file()), {
      message: /model\.json cannot be read as weights of Keras: it is JSON/,
    });
    await assert.rejects(readKerasFile(folder.path), { message: /it is a folder/ });
  });
});
