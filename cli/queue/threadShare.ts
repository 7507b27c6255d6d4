/** How runs that train at the same time share the processor. */
import { availableParallelism } from 'node:os';
import { workersVariable } from '../../runner/engine/wasm/workerCount';
import { own } from '../../schemas/own';

/** Variables that tell TensorFlow how many threads to use; it reads them when it starts. */
const tensorFlowVariables = ['TF_NUM_INTRAOP_THREADS', 'TF_NUM_INTEROP_THREADS'] as const;

/**
 * Environment variables that give each of several runs its share of the cores, at least one. Variables that the user has
 * set stay as they are. Empty for a single run, which uses all cores.
 */
export function threadShare(
  jobs: number,
  environment: NodeJS.ProcessEnv = process.env,
  cores = availableParallelism(),
): Record<string, string> {
  if (jobs === 1) return {};
  const share = String(Math.max(1, Math.floor(cores / jobs)));
  const names = [workersVariable, ...tensorFlowVariables].filter((name) => !own(environment, name));
  return Object.fromEntries(names.map((name) => [name, share]));
}
