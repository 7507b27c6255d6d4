/**
 * Random numbers as a pure function of (seed, purpose, epoch, index): no global state, so a resumed run draws the same
 * numbers as an uninterrupted one, and a new technique does not change the numbers of the others.
 *
 * Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
 */

const multiplier0 = 0xd2511f53;
const multiplier1 = 0xcd9e8d57;
const weyl0 = 0x9e3779b9;
const weyl1 = 0xbb67ae85;

/** High 32 bits of the 64-bit product of two unsigned 32-bit numbers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const middle2 = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(middle2 / 0x10000)) >>> 0;
}

/** Four unsigned 32-bit random words of a 128-bit counter under a 64-bit key; written to `out`. */
export function philox(counter: ArrayLike<number>, key0: number, key1: number, out: Uint32Array): void {
  let [c0, c1, c2, c3] = [counter[0]!, counter[1]!, counter[2]!, counter[3]!];
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(multiplier0, c0);
    const low0 = Math.imul(multiplier0, c0);
    const high1 = multiplyHigh(multiplier1, c2);
    const low1 = Math.imul(multiplier1, c2);
    c0 = (high1 ^ c1 ^ key0) >>> 0;
    c1 = low1 >>> 0;
    c2 = (high0 ^ c3 ^ key1) >>> 0;
    c3 = low0 >>> 0;
    key0 = (key0 + weyl0) >>> 0;
    key1 = (key1 + weyl1) >>> 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** FNV-1a, 32 bits: names a purpose by a number. */
function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** A stream of random numbers for one (seed, purpose, epoch, index). Cheap to make; never shared between purposes. */
export class Random {
  private readonly counter: Uint32Array;
  private readonly words = new Uint32Array(4);
  private readonly purposeKey: number;
  private used = 4;

  /**
   * @param seed of the run or of the data, an unsigned 32-bit integer
   * @param purpose what the numbers are for, for example `shuffle`
   * @param epoch 0 when there is none
   * @param index of the example, layer or step; 0 when there is none
   */
  constructor(
    private readonly seed: number,
    purpose: string,
    epoch = 0,
    index = 0,
  ) {
    this.purposeKey = hashName(purpose);
    this.counter = Uint32Array.of(0, index, epoch, 0);
  }

  /** Uniform over 0 … 2³² − 1. */
  uint32(): number {
    if (this.used === 4) {
      philox(this.counter, this.seed >>> 0, this.purposeKey, this.words);
      this.counter[0]!++;
      this.used = 0;
    }
    return this.words[this.used++]!;
  }

  /** Uniform over [0, 1), 32 bits. */
  uniform(): number {
    return this.uint32() / 0x100000000;
  }

  /** Uniform over [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** Uniform over 0 … limit − 1, without bias (Lemire, 2019). */
  integer(limit: number): number {
    let word = this.uint32();
    const threshold = (0x100000000 - limit) % limit;
    while (Math.imul(word, limit) >>> 0 < threshold) word = this.uint32();
    return multiplyHigh(word, limit);
  }

  /** Standard normal (Box and Muller, 1958). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Gamma with scale 1 (Marsaglia and Tsang, 2000). @param shape above 0 */
  gamma(shape: number): number {
    // Below 1, a draw of the next higher shape is scaled by U^(1/shape).
    if (shape < 1) return this.gamma(shape + 1) * (1 - this.uniform()) ** (1 / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(1 - this.uniform()) < x * x * 0.5 + d - d * v + d * Math.log(v)) return d * v;
    }
  }

  /** Beta, from 0 to 1, as a share of two gamma draws. @param a above 0 @param b above 0 */
  beta(a: number, b: number): number {
    const [first, second] = [this.gamma(a), this.gamma(b)];
    // For tiny shapes, both can fall below the smallest number.
    return first + second > 0 ? first / (first + second) : 0.5;
  }

  /** Shuffles in place (Fisher and Yates) and returns the array. */
  shuffle<T extends { [index: number]: number; length: number }>(items: T): T {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const item = items[i]!;
      items[i] = items[j]!;
      items[j] = item;
    }
    return items;
  }
}
