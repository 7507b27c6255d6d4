import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { toKeras } from '../../../runner/exported/keras/toKeras';
import { readNetwork } from '../../../runner/exported/network';
import { kerasPython } from '../../../scripts/provision/keras';
import { assertClose } from '../engine/kernelCases';
import { buildTimeout, embeddedEngine } from '../engine/wasm/embedded';
import { answersOf, greyFaces, networkTypes, savedNetwork } from './networks';

/** Of the largest logit. Both compute in float32, and add up in another order. */
const tolerance = 1e-5;
const python = kerasPython();
const missing = python === undefined ? ': skipped. Run `npx tsx scripts/provision/keras.ts`.' : '';

const notes = { facts: { 'ferexp.run': 'a-run' }, notice: 'For study.', saved: new Date('2026-03-14T10:15:00Z') };

(python === undefined ? describe.skip : describe)(`a network as a model of Keras 3${missing}`, function () {
  // Twelve networks, and what Keras and TensorFlow write of one: a minute on an idle machine.
  this.timeout(3 * buildTimeout);
  let folder: string;
  const expected = new Map<string, Float32Array>();

  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'ferexp-keras-'));
    const engine = await embeddedEngine();
    const faces = await greyFaces();
    writeFileSync(path.join(folder, 'faces.bin'), faces);
    for (const [name, type, survival, answers] of [
      ...networkTypes.map((type) => [type, type, undefined, 'logits'] as const),
      ['stochastic depth', 'lightCnn', 0.6, 'logits'] as const,
      ['probabilities', 'smallCnn', undefined, 'probabilities'] as const,
    ]) {
      const { directory, model, dispose } = await savedNetwork(engine, type, survival);
      expected.set(name, answersOf(engine, model, faces)[answers]);
      const choice = { preprocessing: 'inside', answers } as const;
      writeFileSync(path.join(folder, `${name}.keras`), await toKeras(await readNetwork(directory), choice, notes));
      dispose();
    }
    const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2', KERAS_BACKEND: 'tensorflow' };
    await promisify(execFile)(python!, [path.join(__dirname, 'models.py'), folder], { env });
  });
  after(() => rmSync(folder, { recursive: true }));
  const found = (name: string): Float32Array =>
    new Float32Array(Uint8Array.from(readFileSync(path.join(folder, `${name}.bin`))).buffer);

  for (const name of [...networkTypes, 'stochastic depth', 'probabilities']) {
    it(`answers in Keras as the run's model does, and is written as Keras writes it: ${name}`, () => {
      assertClose(found(name), expected.get(name)!, tolerance, 'answers');
      assert.deepEqual(JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8')), []);
    });
  }

  for (const name of ['SavedModel', 'h5', 'TensorFlow Lite']) {
    it(`becomes what Keras writes besides, with the same answers: ${name}`, () => {
      assertClose(found(name), expected.get('smallCnn')!, tolerance, 'answers');
    });
  }
});
