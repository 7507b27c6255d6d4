/** How fast an engine trains and predicts: medians over steps, after steps that are not counted. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Engine } from '../engine/engine';
import type { BenchTask, Speed } from './tasks';
import { Workload } from './workload';

/** The first steps plan, allocate and compile. */
const warmUp = 2;
const mostSteps = 9;
const fewestSteps = 3;
/** A slow engine gets fewer steps, once this has passed, milliseconds. */
const patienceMs = 12_000;

export async function bench(engine: Engine, { model, batchSize }: BenchTask): Promise<Speed> {
  const workload = new Workload(engine, model, batchSize);
  const training = await medianOf(() => workload.train());
  const inference = await medianOf(() => workload.predict());
  return { training: batchSize / training, inference: batchSize / inference };
}

/** Seconds. */
async function medianOf(step: () => Promise<void>): Promise<number> {
  for (let i = 0; i < warmUp; i++) await timed(step);
  const began = performance.now();
  const seconds: number[] = [];
  while (seconds.length < mostSteps && (seconds.length < fewestSteps || performance.now() - began < patienceMs)) {
    seconds.push(await timed(step));
  }
  return median(seconds);
}

async function timed(step: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await step();
  const seconds = (performance.now() - began) / 1000;
  // Whoever waits for this process may have gone, which is told between steps.
  await nextTurn();
  return seconds;
}

/** @param values at least one */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((first, second) => first - second);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
