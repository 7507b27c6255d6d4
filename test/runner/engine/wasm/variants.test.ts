import assert from 'node:assert/strict';
import { loadKernels } from '../../../../runner/engine/wasm/kernelModule';
import type { KernelFeature, Kernels } from '../../../../runner/engine/wasm/kernelModule';
import { assertClose, uniformValues } from '../kernelCases';
import { buildTimeout, ensureKernels } from './embedded';

const [m, k, n] = [13, 21, 10];

/** A heap of its own that tells who writes beyond the room they were given. */
class Room {
  readonly memory = new WebAssembly.Memory({ initial: 16 });
  private readonly floats = new Float32Array(this.memory.buffer);
  private next = 1024;

  /** Byte address of a copy, with a gap after it. */
  place(values: ArrayLike<number>): number {
    const start = this.next;
    this.floats.set(values, start);
    this.next += values.length + 64;
    return start * 4;
  }

  read(address: number, length: number): Float32Array {
    return this.floats.slice(address / 4, address / 4 + length);
  }

  /** Floats that are not zero beyond all that was placed. */
  strays(): number {
    return this.floats.subarray(this.next).filter((value) => value !== 0).length;
  }
}

describe('embedded engine: variants of the kernels', () => {
  before(async function () {
    this.timeout(buildTimeout);
    await ensureKernels();
  });

  function product(kernels: Kernels, room: Room): Float32Array {
    const [a, b] = [room.place(uniformValues(m * k, 1)), room.place(uniformValues(k * n, 2))];
    const out = room.place(new Float32Array(m * n));
    const scratch = room.place(new Float32Array(kernels.matMulScratch(m, k, n)));
    kernels.matMul(a, b, m, k, n, 0, 0, 0, 0, out, scratch);
    return room.read(out, m * n);
  }

  const [a, b] = [uniformValues(m * k, 1), uniformValues(k * n, 2)];
  const expected = Float64Array.from({ length: m * n }, (_, at) => {
    let sum = 0;
    for (let i = 0; i < k; i++) sum += a[Math.floor(at / n) * k + i]! * b[i * n + (at % n)]!;
    return sum;
  });

  for (const feature of ['simd', 'relaxed-simd'] satisfies KernelFeature[]) {
    it(`${feature}: right, and within the room given`, () => {
      const room = new Room();
      const loaded = loadKernels(room.memory, feature);
      assert.equal(loaded.feature, feature);
      assertClose(product(loaded.kernels, room), expected, 1e-6, 'product');
      assert.equal(room.strays(), 0);
    });
  }

  it('takes relaxed SIMD where the runtime has it', () => {
    assert.equal(loadKernels(new Room().memory).feature, 'relaxed-simd');
  });
});
