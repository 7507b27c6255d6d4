/** Measures where the time of a training step goes, by kernel. */
import type { Engine } from '../engine/contract';
import { repeat, type Repetition, warm, median } from './repeat';
import type { ProfileTask, StepProfile } from './tasks';
import { Workload } from './workload';
import { ExclusiveTimes } from './exclusiveTimes';
import { timeKernels, withTimedUpdates } from './kernels';

const measured: Repetition = { fewest: 5, most: 100, milliseconds: 2000 };

export async function profileStep(engine: Engine, { model, batchSize }: ProfileTask): Promise<StepProfile> {
  const times = new ExclusiveTimes();
  let watched = false;
  const workload = Workload.alone(
    withTimedUpdates(engine, times, () => watched),
    { model, batchSize },
  );
  const step = () => workload.train();
  await warm(step);
  const undisturbed = median(await repeat(step, measured));
  watched = true;
  const undo = timeKernels(engine.tf, times);
  try {
    const steps = await repeat(step, measured);
    const total = steps.reduce((sum, milliseconds) => sum + milliseconds, 0);
    return summarise(times, { steps: steps.length, total, undisturbed });
  } finally {
    undo();
  }
}

/** @param measured milliseconds: `total` of all profiled steps, `undisturbed` of one step */
export function summarise(
  times: ExclusiveTimes,
  measured: { readonly steps: number; readonly total: number; readonly undisturbed: number },
): StepProfile {
  const kernels = [...times.result()]
    .map(([kernel, { calls, milliseconds }]) => ({
      kernel,
      callsPerStep: calls / measured.steps,
      millisecondsPerStep: milliseconds / measured.steps,
      share: milliseconds / measured.total,
    }))
    .sort((first, second) => second.millisecondsPerStep - first.millisecondsPerStep);
  const millisecondsPerStep = measured.total / measured.steps;
  const inKernels = kernels.reduce((sum, kernel) => sum + kernel.millisecondsPerStep, 0);
  return {
    kernels,
    steps: measured.steps,
    millisecondsPerStep,
    otherMilliseconds: millisecondsPerStep - inKernels,
    undisturbedMilliseconds: measured.undisturbed,
  };
}
