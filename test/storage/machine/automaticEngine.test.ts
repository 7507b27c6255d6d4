import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { automaticEngine, engineFor, fastestEngine, fastestEngines } from '../../../storage/machine/automaticEngine';
import { markerFile } from '../../../storage/machine/engineDirectory';
import { measurement } from '../../fixtures/measurement';
import { fakeResolved } from '../../fixtures/runs';
import { temporaryFolder } from '../temporaryFolder';

const engines = ['tensorflow', 'wasm'];
const runOf = (batchSize: number) => fakeResolved({ model: { type: 'smallCnn' }, training: { batchSize } });

describe('the engine that was measured fastest', () => {
  const measured = [
    measurement('wasm', 'smallCnn', 128, 900),
    measurement('tensorflow', 'smallCnn', 128, 1000),
    measurement('wasm', 'smallCnn', 16, 660),
    measurement('tensorflow', 'smallCnn', 16, 600),
    measurement('wasm', 'smallCnn', 32, 5000),
    measurement('tensorflow', 'customCnn', 32, 5000),
  ];

  it('is of the same network and the nearest batch size that two engines were measured with', () => {
    const of = (batchSize: number) => fastestEngine(measured, runOf(batchSize), engines);
    const large = { engine: 'tensorflow', ratio: 1000 / 900, next: 'wasm', model: 'smallCnn', batchSize: 128 };
    const small = { engine: 'wasm', ratio: 1.1, next: 'tensorflow', model: 'smallCnn', batchSize: 16 };
    assert.deepEqual([of(1024), of(64), of(32), of(8)], [large, large, small, small]);
  });

  it('is none where one engine alone was measured, or works here', () => {
    assert.equal(fastestEngine(measured.slice(4), runOf(32), engines), undefined);
    assert.equal(fastestEngine(measured, runOf(128), ['wasm']), undefined);
    const other = fakeResolved({ model: { type: 'customCnn' }, training: { batchSize: 32 } });
    assert.equal(fastestEngine(measured, other, engines), undefined);
  });

  it('is listed once for each network and batch size', () => {
    assert.deepEqual(
      fastestEngines(measured, engines).map(({ engine, batchSize }) => [engine, batchSize]),
      [
        ['tensorflow', 128],
        ['wasm', 16],
      ],
    );
  });
});

describe('the engine that auto takes', () => {
  const folder = temporaryFolder();
  const slower = [measurement('wasm', 'smallCnn', 128, 900), measurement('tensorflow', 'smallCnn', 128, 600)];
  const taken = (env: NodeJS.ProcessEnv, measured = slower.slice(0, 1)) =>
    engineFor(automaticEngine(measured, env), runOf(128));

  function setUpTensorFlow(): void {
    mkdirSync(path.join(folder.path, 'tensorflow-9.9.9'));
    writeFileSync(path.join(folder.path, 'tensorflow-9.9.9', markerFile), '{}');
  }

  it('is TensorFlow once its installation was finished', () => {
    assert.equal(taken({ FEREXP_ENGINE_DIR: path.join(folder.path, 'none') }), 'wasm');
    mkdirSync(path.join(folder.path, 'tensorflow-1.0.0'));
    assert.equal(taken({ FEREXP_ENGINE_DIR: folder.path }), 'wasm');
    setUpTensorFlow();
    assert.equal(taken({ FEREXP_ENGINE_DIR: folder.path }), 'tensorflow');
  });

  it('is the faster one where both were measured, unless the run names one', () => {
    setUpTensorFlow();
    const auto = automaticEngine(slower, { FEREXP_ENGINE_DIR: folder.path });
    assert.equal(engineFor(auto, runOf(128)), 'wasm');
    assert.equal(engineFor(auto, fakeResolved({ model: { type: 'customCnn' } })), 'tensorflow');
    assert.equal(engineFor(auto, { ...runOf(128), engine: 'tensorflow' }), 'tensorflow');
  });

  it('is the one that the environment names, whatever is installed and was measured', () => {
    setUpTensorFlow();
    const of = (engine: string) => taken({ FEREXP_ENGINE_DIR: folder.path, FEREXP_ENGINE: engine }, slower);
    assert.deepEqual(['tensorflow', ' auto ', ''].map(of), ['tensorflow', 'wasm', 'wasm']);
  });
});
