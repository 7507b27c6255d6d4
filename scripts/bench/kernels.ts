/**
 * Guards the loop forms of the kernels: how fast the inner loops run, as a multiple of a plain loop that is measured in
 * turn with them. A form that no longer fits in registers is up to twice as slow, and falls below the floor.
 */
import type { KernelFeature, Kernels } from '../../runner/engine/wasm/kernelModule';
import { loadKernels } from '../../runner/engine/wasm/kernelModule';
import { Random } from '../../runner/random';
import { ensureKernels } from '../build-kernels';

const floatBytes = Float32Array.BYTES_PER_ELEMENT;
/** How often each loop is measured, in turn with the others; its fastest time counts, because other programs only slow it. */
const rounds = 40;

interface Loop {
  readonly name: string;
  /** Multiplications and additions of the definition, whatever a kernel saves of them. */
  readonly operations: number;
  /** The least speed, as a multiple of the plain loop's. */
  readonly floor: number;
  readonly run: () => void;
}

/** Kernels on their own heap. */
class Bench {
  private readonly memory = new WebAssembly.Memory({ initial: 2048 });
  private next = 1024;
  readonly kernels: Kernels;

  constructor(feature: KernelFeature) {
    this.kernels = loadKernels(this.memory, feature).kernels;
  }

  /** Address of this many floats, filled with noise. */
  room(floats: number): number {
    const address = this.next;
    const random = new Random(1, 'benchmark', 0, address);
    const values = new Float32Array(this.memory.buffer, address, floats);
    for (let i = 0; i < floats; i++) values[i] = random.between(-1, 1);
    this.next += Math.ceil(floats / 16) * 16 * floatBytes;
    return address;
  }

  matMul(size: number, floor: number): Loop {
    const { kernels } = this;
    const [a, b, out] = [this.room(size * size), this.room(size * size), this.room(size * size)];
    const scratch = this.room(kernels.matMulScratch(size, size, size));
    return {
      name: `matrix product ${size}³`,
      operations: 2 * size ** 3,
      floor,
      run: () => kernels.matMul(a, b, size, size, size, 0, 0, 0, 0, out, scratch),
    };
  }

  /** 3 × 3 by F(6 × 6, 3 × 3) over images of 24 × 24: with few channels mostly transforms, with many mostly products. */
  winograd(channels: number, floors: { forward: number; gradient: number }): Loop[] {
    const { kernels } = this;
    const [images, side, block, products] = [2, 24, 24, 64];
    const floats = images * side * side * channels;
    const geometry = this.room(16);
    new Int32Array(this.memory.buffer, geometry, 15).set([
      ...[images, side, side, channels, side, side, channels],
      ...[3, 3, 1, 1, 1, 1, 1, 1],
    ]);
    const [x, y, filter] = [this.room(floats), this.room(floats), this.room(9 * channels * channels)];
    const transformed = this.room(kernels.winogradFilterFloats(products, channels, channels));
    const sums = this.room(kernels.winogradFilterFloats(products, channels, channels));
    const scratch = this.room(kernels.winogradScratch(products, block, channels, channels));
    kernels.filterTransform_6_3(filter, channels, channels, transformed, scratch);
    const operations = 2 * 9 * floats * channels;
    return [
      {
        name: `convolution 3 × 3, ${channels} channels`,
        operations,
        floor: floors.forward,
        run: () => kernels.winograd_6_3(geometry, x, transformed, 0, 0, y, block, scratch),
      },
      {
        name: `its filter gradient`,
        operations,
        floor: floors.gradient,
        run: () => kernels.winogradFilterGradient_6_3(geometry, x, y, filter, block, sums, scratch),
      },
    ];
  }
}

/** The matrix product by its definition, in JavaScript. */
function plainLoop(size: number): Loop {
  const [a, b, out] = [
    new Float32Array(size * size).fill(1),
    new Float32Array(size * size).fill(1),
    new Float32Array(size * size),
  ];
  const run = () => {
    out.fill(0);
    for (let i = 0; i < size; i++)
      for (let k = 0; k < size; k++) {
        const factor = a[i * size + k]!;
        for (let j = 0; j < size; j++) out[i * size + j]! += factor * b[k * size + j]!;
      }
  };
  return { name: 'plain loop', operations: 2 * size ** 3, floor: 1, run };
}

/** Operations per nanosecond of each loop, 10⁹ per second. */
function speeds(loops: readonly Loop[]): number[] {
  const fastest = loops.map(() => Infinity);
  for (let round = 0; round < rounds; round++) {
    loops.forEach(({ run }, i) => {
      const start = performance.now();
      run();
      fastest[i] = Math.min(fastest[i]!, performance.now() - start);
    });
  }
  return loops.map(({ operations }, i) => operations / (fastest[i]! * 1e6));
}

/**
 * Well below what was measured on an EPYC, because the plain loop itself varies by a third between runs there; less for plain
 * SIMD, which is slower on other processors. A loop that is no longer unrolled falls below the floor.
 */
const floors = {
  'relaxed-simd': { matMul: 28, few: { forward: 18, gradient: 42 }, many: { forward: 105, gradient: 105 } },
  simd: { matMul: 28, few: { forward: 16, gradient: 42 }, many: { forward: 105, gradient: 92 } },
} as const satisfies Record<KernelFeature, object>;

function loopsOf(feature: KernelFeature): Loop[] {
  const bench = new Bench(feature);
  const { matMul, few, many } = floors[feature];
  return [bench.matMul(384, matMul), ...bench.winograd(8, few), ...bench.winograd(128, many)];
}

/** @throws Error when a loop is slower than its floor */
export async function benchKernels(): Promise<string> {
  await ensureKernels();
  const rows: string[] = [];
  const slow: string[] = [];
  for (const feature of ['relaxed-simd', 'simd'] satisfies KernelFeature[]) {
    const loops = [plainLoop(128), ...loopsOf(feature)];
    const [plain, ...found] = speeds(loops);
    loops.slice(1).forEach(({ name, floor }, i) => {
      const ratio = found[i]! / plain!;
      rows.push(`| ${feature} | ${name} | ${found[i]!.toFixed(1)} | ${ratio.toFixed(1)} | ${floor} |`);
      if (ratio < floor)
        slow.push(`${feature}, ${name}: ${ratio.toFixed(1)} times the plain loop, at least ${floor} was expected.`);
    });
  }
  const table = [
    '### Kernels of the embedded engine',
    '',
    'One thread; operations of the definition, 10⁹ a second, and as a multiple of a plain loop in JavaScript.',
    '',
    '| variant | loop | GFLOP/s | multiple | floor |',
    '| --- | --- | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
  if (slow.length > 0) throw new Error(`${table}\n\n${slow.join('\n')}`);
  return table;
}
