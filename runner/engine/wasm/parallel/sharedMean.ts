/** Shared memory in which the copies of a model average what a step has computed: a slot for each, and one for the mean. */

/** Positions that are averaged over all copies before the next ones: they stay in the processor's nearest cache. */
const block = 2048;

export class SharedMean {
  readonly mean: Float32Array;
  private readonly slots: readonly Float32Array[];

  /** @param buffer from `allocate`, the same for all copies */
  constructor(
    readonly buffer: SharedArrayBuffer,
    readonly copies: number,
  ) {
    const bytes = buffer.byteLength / (copies + 1);
    const length = bytes / Float32Array.BYTES_PER_ELEMENT;
    const slots = Array.from({ length: copies + 1 }, (_, i) => new Float32Array(buffer, i * bytes, length));
    this.mean = slots.pop()!;
    this.slots = slots;
  }

  /** @param length values of one copy */
  static allocate(length: number, copies: number): SharedArrayBuffer {
    return new SharedArrayBuffer((copies + 1) * length * Float32Array.BYTES_PER_ELEMENT);
  }

  slot(copy: number): Float32Array {
    return this.slots[copy]!;
  }

  /**
   * Σ share · slot for one copy's part of the positions, always in the order of the copies: each position is summed by
   * one thread, so that neither timing nor the number of processors changes a bit.
   * @param shares of the batch, sum 1; slots with share 0 are not read
   */
  reduce(copy: number, shares: readonly number[]): void {
    const { length } = this.mean;
    const start = Math.floor((copy * length) / this.copies);
    const end = Math.floor(((copy + 1) * length) / this.copies);
    for (let from = start; from < end; from += block) {
      const to = Math.min(from + block, end);
      this.mean.fill(0, from, to);
      shares.forEach((share, other) => {
        if (share > 0) addScaled(this.mean, this.slot(other), share, from, to);
      });
    }
  }
}

function addScaled(sum: Float32Array, values: Float32Array, factor: number, from: number, to: number): void {
  for (let i = from; i < to; i++) sum[i]! += factor * values[i]!;
}
