/** How many threads of the embedded engine train one model. */
import { availableParallelism } from 'node:os';
import { UserError } from '../../../schemas/userError';
import type { EngineOptions } from '../contract';

/** Batch normalisation sees one share: over fewer images than this its statistics would be too noisy. */
export const smallestShare = 8;

/** Asks for a number of threads on this machine, whatever the experiment. */
export const workersVariable = 'FEREXP_WASM_WORKERS';

/** @throws UserError when the environment asks for something that is no number of threads */
export function requestedWorkers(environment: NodeJS.ProcessEnv = process.env): number | undefined {
  const text = environment[workersVariable]?.trim();
  if (!text) return undefined;
  if (!/^[1-9]\d{0,2}$/.test(text)) {
    throw new UserError(
      `The environment variable ${workersVariable} is "${text}"; a number of threads from 1 to 999 was expected.`,
      `Set it to 1 for one thread, or remove it for one a core.`,
    );
  }
  return Number(text);
}

/**
 * One a core, or as many as the environment says, or as many as the run began with; no more than can have a fair share of
 * the batch each.
 */
export function workerCount(
  { batchSize = 1, threads }: EngineOptions,
  environment: NodeJS.ProcessEnv = process.env,
  cores = availableParallelism(),
): number {
  const wanted = requestedWorkers(environment) ?? threads ?? cores;
  return Math.max(1, Math.min(wanted, Math.floor(batchSize / smallestShare)));
}
