import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { automaticEngine, markerFile } from '../../../storage/machine/engineDirectory';
import { temporaryFolder } from '../temporaryFolder';

describe('the engine that auto takes', () => {
  const folder = temporaryFolder();

  it('is TensorFlow once its installation was finished', () => {
    assert.equal(automaticEngine({ FEREXP_ENGINE_DIR: path.join(folder.path, 'none') }), 'wasm');
    const installation = path.join(folder.path, 'tensorflow-9.9.9');
    mkdirSync(installation);
    assert.equal(automaticEngine({ FEREXP_ENGINE_DIR: folder.path }), 'wasm');
    writeFileSync(path.join(installation, markerFile), '{}');
    assert.equal(automaticEngine({ FEREXP_ENGINE_DIR: folder.path }), 'tensorflow');
  });

  it('is the one that the environment names, whatever is installed', () => {
    mkdirSync(path.join(folder.path, 'tensorflow-9.9.9'));
    writeFileSync(path.join(folder.path, 'tensorflow-9.9.9', markerFile), '{}');
    const of = (engine: string) => automaticEngine({ FEREXP_ENGINE_DIR: folder.path, FEREXP_ENGINE: engine });
    assert.deepEqual(['wasm', ' auto ', ''].map(of), ['wasm', 'tensorflow', 'tensorflow']);
  });
});
