import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { zipSync } from 'fflate';
import { baseOf, buildModel } from '../../../runner/models';
import { readTopology } from '../../../runner/models/topology';
import { loadBaseWeights } from '../../../runner/weights';
import { kerasPython } from '../../../scripts/provision/keras';
import { assertClose } from '../engine/kernelCases';
import { temporaryFolder } from '../../cli/support';

const python = kerasPython();
const missing = python === undefined ? ': skipped. Run `npx tsx scripts/provision/keras.ts`.' : '';
const shape = { classes: 3, seed: 5, inputShape: [12, 12, 1] as const };
const settings = (base: string) => ({ type: 'layersModel', dropout: 0, l2: 0, base, preprocessing: 'scale' }) as const;

(python === undefined ? describe.skip : describe)(`a model of Keras 3 as the base${missing}`, function () {
  this.timeout(180_000);
  let folder: string;
  const faces = tf.randomUniform([3, 12, 12, 1], 0, 1, 'float32', 3);

  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'ferexp-keras-base-'));
    writeFileSync(path.join(folder, 'faces.bin'), faces.dataSync());
    const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2', KERAS_BACKEND: 'tensorflow' };
    await promisify(execFile)(python!, [path.join(__dirname, 'kerasBase.py'), folder], { env });
  });
  after(() => {
    faces.dispose();
    rmSync(folder, { recursive: true });
  });
  const fileOf = (name: string) => path.join(folder, `${name}.keras`);

  for (const name of ['functional', 'sequential']) {
    it(`gives the features that Keras computes: ${name}`, async () => {
      const model = buildModel(tf, settings(fileOf(name)), shape);
      await loadBaseWeights(tf, model, settings(fileOf(name)));
      const { features } = baseOf(model);
      const found = tf.tidy(() =>
        (tf.model({ inputs: model.inputs, outputs: features }).predict(faces) as tf.Tensor).dataSync<'float32'>(),
      );
      const expected = new Float32Array(Uint8Array.from(readFileSync(path.join(folder, `${name}.bin`))).buffer);
      assertClose(found, expected, 1e-5, 'features');
      model.dispose();
    });
  }

  it('is refused where TensorFlow.js would compute something else', () => {
    assert.throws(() => readTopology(fileOf('grouped')), {
      message: /grouped\.keras .*layer "in_groups" has groups 2, which TensorFlow\.js does not have/,
    });
  });
});

describe('an archive that is no model of Keras 3', () => {
  const folder = temporaryFolder();
  const refused = (bytes: Uint8Array | string, message: RegExp) => {
    const file = path.join(folder.path, 'x.keras');
    writeFileSync(file, bytes);
    assert.throws(() => readTopology(file), { message });
  };

  it('is refused: cut short, of another program, or with a part that would fill the memory', () => {
    const text = (content: string) => new Uint8Array(Buffer.from(content));
    refused('PK\x03\x04', /x\.keras is a zip archive, but no model that Keras 3 saved: /);
    refused(zipSync({ 'faces/1.png': text('1') }), /it has no config\.json/);
    refused(zipSync({ 'config.json': text('{}') }), /it has no model\.weights\.h5/);
    refused(zipSync({ 'config.json': text('{'), 'model.weights.h5': text('') }), /it is not JSON/);
    refused(
      zipSync({ 'config.json': text('{"a": 1}'), 'model.weights.h5': text('') }),
      /names no Sequential or Functional model/,
    );
    refused(zipSync({ 'config.json': new Uint8Array(2_000_000) }), /config\.json promises 2\.0 MB/);
  });
});
