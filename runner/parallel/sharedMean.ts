/** Shared memory in which replicas average what a step has computed: a slot for each, and one for the mean. */

/** Number of positions that are averaged at a time, so that they stay in the processor's nearest cache. */
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
   * Σ share · slot for one replica's part of the positions, always in the order of the replicas: each position is summed by
   * one thread, so that neither timing nor the number of processors changes a bit.
   * @param shares of the batch, sum 1; slots with share 0 are not read
   */
  reduce(copy: number, shares: readonly number[]): void {
    const { length } = this.mean;
    const start = Math.floor((copy * length) / this.copies);
    const end = Math.floor(((copy + 1) * length) / this.copies);
    const active = shares.flatMap((share, other) => (share > 0 ? { share, values: this.slot(other) } : []));
    for (let from = start; from < end; from += block) {
      const to = Math.min(from + block, end);
      const [first, second, ...others] = active;
      if (second) addPair(this.mean, first!, second, from, to);
      else this.mean.set(first!.values.subarray(from, to), from);
      for (const slot of others) addScaled(this.mean, slot, from, to);
    }
  }
}

interface Slot {
  readonly share: number;
  readonly values: Float32Array;
}

/** Both in one pass: with two replicas, it takes half the time of two passes. */
function addPair(sum: Float32Array, first: Slot, second: Slot, from: number, to: number): void {
  const [a, b, shareA, shareB] = [first.values, second.values, first.share, second.share];
  for (let i = from; i < to; i++) sum[i] = shareA * a[i]! + shareB * b[i]!;
}

function addScaled(sum: Float32Array, { values, share }: Slot, from: number, to: number): void {
  for (let i = from; i < to; i++) sum[i]! += share * values[i]!;
}
