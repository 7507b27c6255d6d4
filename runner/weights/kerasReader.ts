/** The thread that reads one file of Keras: the HDF5 library may never return from a damaged one. */
import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from '../../schemas/userError';
import { parseKerasFile } from './kerasFile';
import type { StoredWeights } from './stored';

export type KerasAnswer =
  | { readonly weights: StoredWeights }
  | { readonly message: string; readonly remedy?: string; readonly exitCode: 1 | 2 };

function refusal(error: unknown): KerasAnswer {
  if (!(error instanceof UserError)) throw error;
  const { message, remedy, exitCode } = error;
  return { message, exitCode, ...(remedy !== undefined && { remedy }) };
}

parseKerasFile(workerData as string)
  .then((weights): KerasAnswer => ({ weights }), refusal)
  .then((answer) => parentPort!.postMessage(answer));
