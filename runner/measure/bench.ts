/** How fast an engine trains and predicts: medians over steps, after steps that are not counted. */
import type { Engine } from '../engine/contract';
import { median, repeat, type Repetition, warm } from './repeat';
import type { BenchTask, Speed } from './tasks';
import { Workload } from './workload';

/** Of a fast engine a hundred steps, of a slow one what it does in the time. */
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

/** @param step gives the number of its images, always the same */
async function imagesPerSecond(step: () => Promise<number>): Promise<number> {
  let images = 0;
  const counted = async () => {
    images = await step();
  };
  await warm(counted);
  return (1000 * images) / median(await repeat(counted, measured));
}
