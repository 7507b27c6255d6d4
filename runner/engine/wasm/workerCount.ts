/** How many threads of the embedded engine train one model. */
import { availableParallelism } from 'node:os';
import { UserError } from '../../../schemas/userError';
import type { EngineOptions } from '../contract';

/** Fewest images of a share: batch normalisation uses one share, whose statistics would otherwise be too noisy. */
export const smallestShare = 8;

/** Sets the number of threads on this machine, whatever the experiment. */
export const workersVariable = 'FEREXP_WASM_WORKERS';

/** @throws UserError when the variable is not a number of threads */
export function requestedWorkers(environment: NodeJS.ProcessEnv = process.env): number | undefined {
  const text = environment[workersVariable]?.trim();
  if (!text) return undefined;
  if (!/^[1-9]\d{0,2}$/.test(text)) {
    throw new UserError(
      `The environment variable ${workersVariable} is "${text}"; a number of threads from 1 to 999 was expected.`,
      `Set it to 1 for one thread, or remove it for one per core.`,
    );
  }
  return Number(text);
}

/**
 * One thread per core, or as many as the environment says, or as many as the run began with; at most as many as get a large
 * enough share of the batch.
 */
export function workerCount(
  { batchSize = 1, threads }: EngineOptions,
  environment: NodeJS.ProcessEnv = process.env,
  cores = availableParallelism(),
): number {
  const wanted = requestedWorkers(environment) ?? threads ?? cores;
  return Math.max(1, Math.min(wanted, Math.floor(batchSize / smallestShare)));
}
