import assert from 'node:assert/strict';
import { loadKernels } from '../../../../runner/engine/wasm/kernelModule';
import type { KernelFeature, Kernels } from '../../../../runner/engine/wasm/kernelModule';
import { assertClose, uniformValues } from '../kernelCases';
import { buildTimeout, ensureKernels } from './embedded';
import { naiveConvolution } from '../naiveConvolution';

const [m, k, n] = [13, 21, 10];

/** A heap of its own that tells who writes beyond the room they were given. */
class Room {
  readonly memory = new WebAssembly.Memory({ initial: 32 });
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

  const sizes = {
    batch: 2,
    height: 7,
    width: 9,
    channels: 8,
    filters: 16,
    kernel: [3, 3],
    strides: [1, 1],
    dilations: [1, 1],
    padTop: 1,
    padLeft: 1,
    outHeight: 7,
    outWidth: 9,
  } as const;
  const pixels = sizes.batch * sizes.height * sizes.width;
  const [x, filter] = [uniformValues(pixels * sizes.channels, 3), uniformValues(9 * sizes.channels * sizes.filters, 4)];
  const dy = uniformValues(pixels * sizes.filters, 5);

  /** Forward pass and filter gradient by F(4 × 4, 3 × 3), in blocks that do not divide the tiles. */
  function winograd(kernels: Kernels, room: Room): { y: Float32Array; dFilter: Float32Array } {
    const { batch, height, width, channels, filters } = sizes;
    const [block, products] = [8, 36];
    const geometry = room.place([]);
    new Int32Array(room.memory.buffer, geometry, 15).set(
      [
        [batch, height, width, channels, height, width, filters],
        [3, 3, 1, 1, 1, 1, 1, 1],
      ].flat(),
    );
    const [image, weights, gradient] = [room.place(x), room.place(filter), room.place(dy)];
    const transformed = room.place(new Float32Array(kernels.winogradFilterFloats(products, channels, filters)));
    const scratch = room.place(new Float32Array(kernels.winogradScratch(products, block, channels, filters)));
    const [y, dFilter] = [room.place(new Float32Array(dy.length)), room.place(new Float32Array(filter.length))];
    kernels.filterTransform_4_3(weights, channels, filters, transformed, scratch);
    kernels.winograd_4_3(geometry, image, transformed, 0, 0, y, block, scratch);
    kernels.winogradFilterGradient_4_3(geometry, image, gradient, dFilter, block, transformed, scratch);
    return { y: room.read(y, dy.length), dFilter: room.read(dFilter, filter.length) };
  }

  for (const feature of ['simd', 'relaxed-simd'] satisfies KernelFeature[]) {
    it(`${feature}: Winograd convolution right, and within the room given`, () => {
      const room = new Room();
      const expected = naiveConvolution(sizes, x, filter, dy);
      const { y, dFilter } = winograd(loadKernels(room.memory, feature).kernels, room);
      assertClose(y, expected.y, 1e-5, 'y');
      assertClose(dFilter, expected.dFilter, 1e-5, 'dFilter');
      assert.equal(room.strays(), 0);
    });

    it(`${feature}: matrix product right, and within the room given`, () => {
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
