import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from '../../../../scripts/paths';
import { buildTimeout, embeddedEngine } from './embedded';

/** All that compares kernels with something else. */
const suites = [
  'layers',
  'gradients',
  'convolution',
  'depthwise',
  'winograd',
  'matMul',
  'pooling',
  'optimizer',
  'dropout',
  'training',
];

describe('embedded engine: where the runtime has no relaxed SIMD', function () {
  this.timeout(2 * buildTimeout);
  const preload = ['--require', path.join(__dirname, 'plainSimd.cjs')];

  before(async () => {
    await embeddedEngine();
  });

  it('takes plain SIMD', () => {
    const script = `require(${JSON.stringify(path.join(root, 'runner/engine/wasm/engine.ts'))})
      .createWasmEngine().then(({ description }) => console.log(description.features.join()));`;
    const { stdout, stderr } = spawnSync(process.execPath, [...preload, '--require', 'tsx/cjs', '--eval', script], {
      cwd: root,
      encoding: 'utf8',
    });
    assert.equal(stdout.trim(), 'simd', stderr);
  });

  it('computes all of the same', () => {
    const mocha = path.join(root, 'node_modules/mocha/bin/mocha.js');
    const files = suites.map((name) => path.join(__dirname, `${name}.test.ts`));
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [...preload, mocha, '--no-config', '--require', 'tsx/cjs', '--reporter', 'dot', '--timeout', '60000', ...files],
      { cwd: root, encoding: 'utf8' },
    );
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /\d{2,} passing/);
  });
});
