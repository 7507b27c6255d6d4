import assert from 'node:assert/strict';
import { wasmProvider } from '../../../../runner/engine/wasm/provider';
import { buildTimeout, embeddedEngine } from './embedded';

describe('embedded engine: provider', () => {
  before(async function () {
    this.timeout(buildTimeout);
    await embeddedEngine();
  });

  it('is available, needs nothing from its surroundings, and gives the same engine again', async () => {
    assert.equal((await wasmProvider.probe()).available, true);
    assert.deepEqual(await wasmProvider.launchEnvironment(), {});
    assert.ok((await wasmProvider.create()) === (await wasmProvider.create()));
  });

  it('describes what computes', async () => {
    const { description } = await wasmProvider.create();
    assert.equal(description.id, 'wasm');
    assert.equal(description.threads, 1);
    assert.deepEqual(description.features, ['relaxed-simd']);
    assert.match(description.backendVersion, /^\d+\.\d+\.\d+$/);
  });

  it('leaves no listeners of its own on uncaught errors', async () => {
    await wasmProvider.create();
    const sources = process.rawListeners('unhandledRejection').map(String);
    assert.ok(!sources.some((source) => /throw reason/.test(source)));
  });
});
