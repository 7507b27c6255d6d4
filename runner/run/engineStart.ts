/** Starts the engine of a run. A run that resumes gets the engine that it began with, if that still works. */
import type { ResolvedExperiment } from '../../experiment/types';
import type { NewEvent } from '../../storage/run/events';
import { readEnvironmentIfWhole } from '../../storage/run/runFile';
import { chooseEngine, type ChosenEngine } from '../engine';
import type { Engine, EngineId } from '../engine/contract';

interface Start {
  readonly runDirectory: string;
  readonly resolved: ResolvedExperiment;
  readonly emit: (event: NewEvent) => void;
}

export async function startEngine({
  runDirectory,
  resolved,
  emit,
}: Start): Promise<{ engine: Engine; reason: string }> {
  const earlier = await earlierEngine(runDirectory);
  const { provider, reason } = await choose(resolved, earlier?.id);
  const warn = (began: string, current: string) => {
    const message = `The run began ${began} and continues with ${current}: it will not end with exactly the same weights.`;
    emit({ type: 'warning', message });
  };
  if (earlier && provider.id !== earlier.id) warn(`on the engine ${earlier.id}`, provider.id);
  const threads = provider.id === earlier?.id ? earlier.threads : undefined;
  const engine = await provider.create({ batchSize: resolved.training.batchSize, threads });
  const actual = engine.description.threads;
  if (threads !== undefined && actual !== threads) {
    warn(`with ${threads} ${threads === 1 ? 'thread' : 'threads'}`, String(actual));
  }
  return { engine, reason };
}

/**
 * The engine that a run starts on, or goes on with.
 * @throws UserError when the requested engine, or with `auto` every engine, does not work here
 */
export async function engineOfRun(runDirectory: string, resolved: ResolvedExperiment): Promise<ChosenEngine> {
  return choose(resolved, (await earlierEngine(runDirectory))?.id);
}

async function choose(resolved: ResolvedExperiment, earlier: EngineId | undefined): Promise<ChosenEngine> {
  if (resolved.engine === 'auto' && earlier !== undefined) {
    try {
      return await chooseEngine(earlier);
    } catch {
      return chooseEngine('auto', resolved);
    }
  }
  return chooseEngine(resolved.engine, resolved);
}

/** An environment that cannot be read is ignored; it will be written again. */
async function earlierEngine(runDirectory: string): Promise<{ id: EngineId; threads: number } | undefined> {
  const environment = await readEnvironmentIfWhole(runDirectory);
  return environment && { id: environment.engine as EngineId, threads: environment.threads };
}
