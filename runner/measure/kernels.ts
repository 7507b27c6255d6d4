/** Times every kernel that TensorFlow.js runs. */
import type { Tensor } from '@tensorflow/tfjs';
import type { Engine, TF } from '../engine/contract';
import type { ExclusiveTimes } from './exclusiveTimes';
import { synchronise } from './synchronise';

type RunKernel = ReturnType<TF['engine']>['runKernel'];
type Execute = (name: string, ...rest: unknown[]) => Tensor | Tensor[];

/** How TensorFlow's binding runs an operation, also for operations that the engine runs without a kernel. */
const executors = ['executeSingleOutput', 'executeMultipleOutputs'] as const;
type Executors = Partial<Record<(typeof executors)[number], Execute>>;

/** Operations may output types that TensorFlow.js has no name for and cannot read, such as bytes. */
const isFloat = ({ dtype }: Tensor): boolean => dtype === 'float32';

/**
 * Times every kernel of the engine from now on, and waits for it; likewise operations of TensorFlow outside kernels.
 * @returns a function that undoes it
 */
export function timeKernels(tf: TF, times: ExclusiveTimes): () => void {
  let inKernel = 0;
  const timed = <T extends Tensor | Tensor[]>(name: string, work: () => T, readable: (tensor: Tensor) => boolean): T =>
    times.measure(name, () => {
      inKernel++;
      try {
        const output = work();
        for (const tensor of Array.isArray(output) ? output : [output]) if (readable(tensor)) synchronise(tf, tensor);
        return output;
      } finally {
        inKernel--;
      }
    });
  const runtime = tf.engine() as { runKernel: RunKernel };
  const { runKernel } = runtime;
  runtime.runKernel = <T extends Tensor | Tensor[]>(...args: Parameters<RunKernel>): T =>
    timed(
      args[0],
      () => runKernel.apply(runtime, args) as T,
      () => true,
    );
  const backend = tf.backend() as Executors;
  const originals = executors.flatMap((name) => {
    const execute = backend[name];
    if (!execute) return [];
    backend[name] = (operation, ...rest) => {
      const run = () => execute.call(backend, operation, ...rest);
      return inKernel > 0 ? run() : timed(operation, run, isFloat);
    };
    return [[name, execute] as const];
  });
  return () => {
    runtime.runKernel = runKernel;
    for (const [name, execute] of originals) backend[name] = execute;
  };
}

/**
 * The engine with timed weight updates, which may not be kernels.
 * @param watched called at every update: whether to time it
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
      rmsprop: (...args) => timed('weight update (RMSprop)', () => updates.rmsprop(...args)),
      momentum: (...args) => timed('weight update (momentum)', () => updates.momentum(...args)),
    },
  };
}
