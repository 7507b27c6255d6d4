/** On how many threads of the embedded engine the runs of a suite train. */
import { workersVariable } from '../../../runner/engine/wasm/workerCount';

/**
 * To be called in a `describe`. One thread is enough for a suite that is not about threads: to start another takes longer
 * than to train on a few faces.
 */
export function useThreads(threads: number): void {
  let original: string | undefined;
  before(() => {
    original = process.env[workersVariable];
    process.env[workersVariable] = String(threads);
  });
  after(() => {
    if (original === undefined) Reflect.deleteProperty(process.env, workersVariable);
    else process.env[workersVariable] = original;
  });
}
