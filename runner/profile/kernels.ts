/** Times every kernel that TensorFlow.js runs. */
import type { Tensor } from '@tensorflow/tfjs';
import type { Engine, TF } from '../engine/engine';
import type { ExclusiveTimes } from './exclusiveTimes';
import { synchronise } from './synchronise';

type RunKernel = ReturnType<TF['engine']>['runKernel'];

/**
 * From now on every kernel of the engine is timed, and waited for.
 * @returns undoes it
 */
export function timeKernels(tf: TF, times: ExclusiveTimes): () => void {
  const runtime = tf.engine() as { runKernel: RunKernel };
  const original = runtime.runKernel;
  runtime.runKernel = function <T extends Tensor | Tensor[]>(...args: Parameters<RunKernel>): T {
    return times.measure(args[0], () => {
      const output = original.apply(runtime, args) as T;
      for (const tensor of Array.isArray(output) ? output : [output]) synchronise(tf, tensor as Tensor);
      return output;
    });
  };
  return () => {
    runtime.runKernel = original;
  };
}

/**
 * The engine with its weight updates timed, which may be no kernels.
 * @param watched asked at every update
 */
export function withTimedUpdates(engine: Engine, times: ExclusiveTimes, watched: () => boolean): Engine {
  const { updates } = engine;
  const timed = (name: string, work: () => void): void => {
    if (watched()) times.measure(name, work);
    else work();
  };
  return {
    ...engine,
    updates: {
      adam: (...args) => timed('weight update (Adam)', () => updates.adam(...args)),
      momentum: (...args) => timed('weight update (momentum)', () => updates.momentum(...args)),
    },
  };
}
