/** Trains one fold of a search, like a run, but keeps only the resulting metrics. */
import type { NewEvent } from '../../../storage/run/events';
import type { EpochMetrics } from '../../../schemas/generated/summary';
import type { Engine } from '../../engine/contract';
import { prepareFaces } from '../../techniques';
import { createComputing } from '../computing';
import { initialiseWeights } from '../initialWeights';
import { StageFeatures } from '../stageFeatures';
import { createTraining } from '../training';
import type { FoldTraining } from './search';
import type { RunSession } from '../session';

const keepNothing = { save: () => Promise.resolve(), improved: () => Promise.resolve() };

/**
 * @returns the metrics of the last epoch; undefined if the run was stopped meanwhile
 * @throws Divergence if the loss is no longer a number
 */
export async function trainFold(
  session: RunSession,
  engine: Engine,
  { resolved, dataset: source, onProgress }: FoldTraining,
): Promise<EpochMetrics | undefined> {
  // Candidates may prepare faces differently.
  const dataset = prepareFaces(resolved, source);
  const stepsPerEpoch = Math.ceil(dataset.splits.train.length / resolved.training.batchSize);
  // Not passed on: the curves of the run only show its own training.
  const emit = (event: NewEvent) => {
    if (event.type === 'batch') onProgress(event.epoch - 1 + event.step / stepsPerEpoch);
  };
  const fold: RunSession = { ...session, resolved, facts: {}, emit };
  const computing = await createComputing(fold, engine, dataset);
  const { model, replicas } = computing;
  const features = new StageFeatures(fold, computing, dataset);
  try {
    const training = createTraining(fold, computing, dataset, features, keepNothing);
    await initialiseWeights(fold, { engine, model, replicas, dataset });
    const { outcome, state } = await training.run();
    return outcome === 'stopped' ? undefined : state.last;
  } finally {
    features.close();
    await computing.dispose();
  }
}
