/** The engine that `auto` takes for a network on this machine: by what the environment names, what was measured, what is set up. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { modelName } from '../../experiment/modelName';
import type { ResolvedExperiment } from '../../experiment/types';
import type { Measurement } from '../../schemas/measurements';
import { engineDirectory, markerFile, namedEngine } from './engineDirectory';

/** What an engine's speed depends on. */
export type TimedRun = Pick<ResolvedExperiment, 'model'> & { readonly training: { readonly batchSize: number } };

/** The engine that trains a network fastest here. */
export interface FastestEngine {
  readonly engine: string;
  /** Its training speed over that of the next one, 1 or more. */
  readonly ratio: number;
  readonly next: string;
  readonly model: string;
  readonly batchSize: number;
}

/**
 * By the nearest of the batch sizes that were measured on two engines.
 * @param measured valid measurements of this machine
 * @param engines those that work here
 * @returns undefined where no two of them were measured with the network in equal batches
 */
export function fastestEngine(
  measured: readonly Measurement[],
  { model, training }: TimedRun,
  engines: readonly string[],
): FastestEngine | undefined {
  const name = modelName(model);
  const distance = ({ batchSize }: FastestEngine): number => Math.abs(Math.log(batchSize / training.batchSize));
  return fastestEngines(measured, engines)
    .filter((fastest) => fastest.model === name)
    .sort((a, b) => distance(a) - distance(b))[0];
}

/** The fastest engine of each network and batch size that were measured on two or more of the engines. */
export function fastestEngines(measured: readonly Measurement[], engines: readonly string[]): FastestEngine[] {
  const ofEngines = measured.filter(({ engine }) => engines.includes(engine));
  return ofEngines.flatMap((one) => {
    const { engine, model, batchSize, training } = one;
    const [first, second] = ofEngines
      .filter((other) => other.model === model && other.batchSize === batchSize)
      .sort((a, b) => b.training - a.training);
    if (first !== one || !second) return [];
    return [{ engine, model, batchSize, ratio: training / second.training, next: second.engine }];
  });
}

/** What `auto` chooses by. */
export interface AutomaticEngine {
  /** Those that work here, first the one that is taken where nothing was measured; only the one that the environment names. */
  readonly engines: readonly string[];
  /** Valid measurements of this machine. */
  readonly measured: readonly Measurement[];
}

/** As the runner chooses, but without probing an engine. */
export function automaticEngine(
  measured: readonly Measurement[],
  env: NodeJS.ProcessEnv = process.env,
): AutomaticEngine {
  const named = namedEngine(env);
  if (named !== undefined) return { engines: [named], measured };
  return { engines: [...(isTensorFlowSetUp(engineDirectory(env)) ? ['tensorflow'] : []), 'wasm'], measured };
}

/** The engine that a run asks for, or that `auto` takes for it. */
export function engineFor({ engines, measured }: AutomaticEngine, run: TimedRun & { readonly engine: string }): string {
  return run.engine === 'auto' ? (fastestEngine(measured, run, engines)?.engine ?? engines[0]!) : run.engine;
}

function isTensorFlowSetUp(directory: string): boolean {
  try {
    const folders = readdirSync(directory).filter((name) => name.startsWith('tensorflow-'));
    return folders.some((name) => existsSync(path.join(directory, name, markerFile)));
  } catch {
    return false;
  }
}
