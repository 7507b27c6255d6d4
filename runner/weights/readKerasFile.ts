/** Reads weights of Keras in a thread with a time limit. */
import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { UserError } from '../../schemas/userError';
import { threadEntry } from '../files/threadEntry';
import { notKeras } from './kerasFile';
import type { KerasAnswer } from './kerasReader';
import type { StoredWeights } from './stored';

/** Time limit: milliseconds for starting the thread and the library, then the speed of a slow network drive. */
const start = 10_000;
const bytesPerMillisecond = 2000;

/**
 * Weights that Keras saved as HDF5, read by a thread that is ended when it takes longer than any intact file.
 * @throws UserError when it cannot be read or has no weights of Keras
 */
export async function readKerasFile(file: string): Promise<StoredWeights> {
  const { file: program, options } = threadEntry(__dirname, 'kerasReader');
  // The library prints each failure, which is not needed here.
  const worker = new Worker(program, { ...options, workerData: file, stderr: true, stdout: true });
  const patience = start + (statSync(file, { throwIfNoEntry: false })?.size ?? 0) / bytesPerMillisecond;
  let timer: NodeJS.Timeout | undefined;
  try {
    const answer = await new Promise<KerasAnswer>((resolve, reject) => {
      timer = setTimeout(() => reject(notKeras(file, 'it is damaged in a way that leads around in circles')), patience);
      worker.once('message', resolve);
      worker.once('error', () => reject(notKeras(file, 'it is damaged')));
      worker.once('exit', () => reject(notKeras(file, 'it is damaged')));
    });
    if ('weights' in answer) return answer.weights;
    throw new UserError(answer.message, answer.remedy, answer.exitCode);
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
