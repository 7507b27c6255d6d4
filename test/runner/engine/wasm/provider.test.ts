import assert from 'node:assert/strict';
import { UserError } from '../../../../schemas/userError';
import { wasmProvider } from '../../../../runner/engine/wasm/provider';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { Heap } from '../../../../runner/engine/wasm/heap';
import { buildTimeout, embeddedEngine } from './embedded';

describe('embedded engine: provider', () => {
  before(async function () {
    this.timeout(buildTimeout);
    await embeddedEngine();
  });

  it('is available, needs nothing from its surroundings, and gives the same engine again', async () => {
    assert.equal((await wasmProvider.probe()).available, true);
    assert.deepEqual(await wasmProvider.launchEnvironment(), {});
    assert.equal(await wasmProvider.create(), await wasmProvider.create());
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

  it('says what to do when the heap is full, and gives the memory back', async () => {
    const { tf } = await wasmProvider.create();
    const backend = tf.backend() as BackendWasm;
    const heap = new Heap(backend);
    const before = backend.numDataIds();
    const refuses = (shape: number[]) =>
      assert.throws(
        () => heap.output(shape),
        (error) => error instanceof UserError && /out of memory/.test(error.message) && /batchSize/.test(error.remedy!),
      );
    refuses([1024, 1024, 1024]);
    // Two of 2.5 GB do not fit together; nothing is written, so the machine needs no such memory.
    const half = [640, 1024, 1024];
    const first = heap.output(half);
    refuses(half);
    heap.free(first);
    assert.equal(backend.numDataIds(), before);
    tf.tidy(() => assert.equal(tf.sum(tf.ones([3])).dataSync()[0], 3));
  });
});
