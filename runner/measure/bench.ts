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

export async function bench(engine: Engine, task: BenchTask): Promise<Speed> {
  const workload = await Workload.shared(engine, task);
  try {
    const training = await imagesPerSecond(() => workload.train());
    const inference = await imagesPerSecond(workload.predictions());
    return { training, inference };
  } finally {
    await workload.dispose();
  }
}

/**
 * The median over steps.
 * @param step gives the number of its images
 */
async function imagesPerSecond(step: () => Promise<number>): Promise<number> {
  // Whoever waits for this process may have gone, which is told between steps.
  for (let i = 0; i < warmUp; i++) {
    await step();
    await nextTurn();
  }
  const began = performance.now();
  const speeds: number[] = [];
  while (speeds.length < mostSteps && (speeds.length < fewestSteps || performance.now() - began < patienceMs)) {
    const start = performance.now();
    const images = await step();
    speeds.push((1000 * images) / (performance.now() - start));
    await nextTurn();
  }
  return median(speeds);
}

/** @param values at least one */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((first, second) => first - second);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
