/** Repeats a step often enough for a measurement: short steps more often than long ones. */
import { setImmediate as nextTurn } from 'node:timers/promises';

export interface Repetition {
  readonly fewest: number;
  readonly most: number;
  /** Beyond `fewest`, no repetition begins after this. */
  readonly milliseconds: number;
}

/** Steps that are not counted: the first ones plan, allocate and are compiled, which can take many short steps. */
const warmUp: Repetition = { fewest: 2, most: 200, milliseconds: 1500 };

/** @returns milliseconds of every repetition */
export async function repeat(step: () => unknown, { fewest, most, milliseconds }: Repetition): Promise<number[]> {
  const began = performance.now();
  const times: number[] = [];
  while (times.length < fewest || (times.length < most && performance.now() - began < milliseconds)) {
    const start = performance.now();
    await step();
    times.push(performance.now() - start);
    // Between steps, the process notices that its parent has ended.
    await nextTurn();
  }
  return times;
}

/** Repeats until a step takes what it will take in a run. */
export async function warm(step: () => unknown): Promise<void> {
  await repeat(step, warmUp);
}

/** @param values at least one */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((first, second) => first - second);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
