/** The engine of a run: when it goes on, the one that it began with, if that still works. */
import path from 'node:path';
import type { ResolvedExperiment } from '../../experiment/types';
import type { NewEvent } from '../../rundir/events';
import { readJsonIfThere } from '../../rundir/read';
import type { RunEnvironment } from '../../schemas/generated/environment';
import { validateEnvironment } from '../../schemas/generated/validators';
import { runFiles } from '../../schemas/runDirectory';
import { chooseEngine } from '../engine';
import type { Engine, EngineId } from '../engine/engine';

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
  const { provider, reason } = await choose(resolved.engine, earlier);
  if (earlier !== undefined && provider.id !== earlier) {
    const message = `The run began on the engine ${earlier} and goes on with ${provider.id}: it will not end with exactly the same weights.`;
    emit({ type: 'warning', message });
  }
  return { engine: await provider.create(), reason };
}

async function choose(requested: ResolvedExperiment['engine'], earlier: EngineId | undefined) {
  if (requested === 'auto' && earlier !== undefined) {
    try {
      return await chooseEngine(earlier);
    } catch {
      return chooseEngine('auto');
    }
  }
  return chooseEngine(requested);
}

/** An environment that cannot be read tells nothing; it is written anew. */
async function earlierEngine(runDirectory: string): Promise<EngineId | undefined> {
  const file = path.join(runDirectory, runFiles.environment);
  try {
    return (await readJsonIfThere<RunEnvironment>(file, validateEnvironment))?.engine as EngineId | undefined;
  } catch {
    return undefined;
  }
}
