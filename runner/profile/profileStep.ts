/** Where the time of a training step goes, by kernel. */
import type { Engine } from '../engine/engine';
import { median } from '../measure/bench';
import { repeat, type Repetition, warm } from '../measure/repeat';
import type { ProfileTask } from '../measure/tasks';
import { Workload } from '../measure/workload';
import { ExclusiveTimes } from './exclusiveTimes';
import { timeKernels, withTimedUpdates } from './kernels';

const measured: Repetition = { fewest: 5, most: 100, milliseconds: 2000 };

export interface KernelTime {
  readonly kernel: string;
  readonly callsPerStep: number;
  /** Without kernels that it calls. */
  readonly millisecondsPerStep: number;
  /** Of the profiled step, 0 to 1. */
  readonly share: number;
}

export interface StepProfile {
  /** Slowest first. */
  readonly kernels: readonly KernelTime[];
  /** Profiled steps. */
  readonly steps: number;
  /** Mean of the profiled steps. */
  readonly millisecondsPerStep: number;
  /** Of that, what no kernel took: JavaScript, copies to the device, operations that are no kernels. */
  readonly otherMilliseconds: number;
  /** Median of steps that nobody looked into. */
  readonly undisturbedMilliseconds: number;
}

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
