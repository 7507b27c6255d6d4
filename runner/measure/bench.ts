/** Measures how fast an engine trains and predicts: medians over steps, after a warm-up. */
import type { Engine } from '../engine/contract';
import { median, repeat, type Repetition, warm } from './repeat';
import type { BenchTask, Speed } from './tasks';
import { Workload } from './workload';

/** A hundred steps of a fast engine; of a slow engine, as many as fit into the time. */
const measured: Repetition = { fewest: 3, most: 100, milliseconds: 5000 };

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

/** @param step returns the number of its images, which is always the same */
async function imagesPerSecond(step: () => Promise<number>): Promise<number> {
  let images = 0;
  const counted = async () => {
    images = await step();
  };
  await warm(counted);
  return (1000 * images) / median(await repeat(counted, measured));
}
