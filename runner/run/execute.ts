/** Executes a run, from its resolved experiment to its evaluated splits: engine, data, model, training, evaluation. */
import path from 'node:path';
import { totalEpochs } from '../../experiment/trainingStages';
import { cacheFolderOf } from '../../experiment/project';
import { writeFileAtomic } from '../../storage/files/atomic';
import { runFiles } from '../../schemas/runDirectory';
import { UserError } from '../../schemas/userError';
import type { Dataset } from '../data/dataset';
import { loadDataset } from '../data/load';
import type { Engine } from '../engine/contract';
import { PredictionStopped } from '../evaluate/predict';
import { countParameters } from '../models';
import { searchSettings } from './search/search';
import { trainFold } from './search/trainFold';
import { type Checkpoint, checkpointPosition, loadCheckpoint } from '../train/checkpoint';
import { createComputing } from './computing';
import { startEngine } from './engineStart';
import { describeEnvironment } from './environment';
import { checkSets, type OtherSet } from './dataSets';
import { evaluateSets, evaluateSplits } from './evaluation';
import { initialiseWeights } from './initialWeights';
import { modelNotes, saveModel } from './modelFiles';
import { PhaseProgress } from '../progress';
import { prepareFaces } from '../techniques';
import type { RunEnd } from './record';
import { StageFeatures } from './stageFeatures';
import { createTraining } from './training';
import type { RunSession } from './session';

/** @throws UserError and whatever the libraries throw; the engine is disposed in any case */
export async function executeRun(session: RunSession): Promise<RunEnd> {
  const { resolved, facts, emit, runDirectory, stop } = session;
  // The first event of each process: from it, readers know how long the run was worked on.
  emit({ type: 'phase', phase: 'starting-engine' });
  const { checkpoint, damaged } = await loadCheckpoint(runDirectory);
  // However early this process ends, the run got at least this far.
  if (checkpoint) facts.state = checkpoint.state;
  for (const name of damaged) {
    emit({ type: 'warning', message: `The checkpoint ${name} is damaged; continuing from an earlier one.` });
  }
  if (stop.requested()) return cancelled(session);
  const { engine, reason } = await startEngine(session);
  try {
    facts.engine = engine.description.id;
    facts.device = engine.description.device;
    const dataset = await prepareData(session, checkpoint);
    if (!dataset) return cancelled(session);
    const sets = await checkSets(session, dataset, checkpoint === undefined);
    const environment = await describeEnvironment(resolved, engine.description, reason, dataset, runDirectory);
    await writeFileAtomic(path.join(runDirectory, runFiles.environment), `${JSON.stringify(environment, null, 2)}\n`);
    const found = await searchSettings(session, dataset, (fold) => trainFold(session, engine, fold));
    if ('stopped' in found) return { status: 'cancelled', message: found.stopped };
    return await trainAndEvaluate({ ...session, resolved: found.resolved }, engine, { dataset, sets }, checkpoint);
  } catch (error) {
    if (error instanceof PredictionStopped) return cancelled(session);
    throw error;
  } finally {
    await engine.dispose();
  }
}

/** @returns undefined if the run was stopped meanwhile */
async function prepareData(session: RunSession, checkpoint: Checkpoint | undefined): Promise<Dataset | undefined> {
  const { resolved, stop, facts, emit, expectedData } = session;
  emit({ type: 'phase', phase: 'loading-data' });
  const progress = new PhaseProgress(emit, 'loading-data');
  let dataset: Dataset;
  try {
    dataset = await loadDataset(resolved.data, {
      baseDirectory: resolved.baseDirectory,
      cacheDirectory: cacheFolderOf(resolved.file),
      onProgress: ({ detail, done, total }) => {
        progress.report(detail, done, total);
      },
      signal: stop.signal,
    });
  } catch (error) {
    if (stop.requested()) return undefined;
    throw error;
  }
  facts.dataFingerprint = dataset.fingerprint;
  facts.classNames = dataset.classNames;
  requireExamples(dataset);
  if (expectedData !== undefined && expectedData !== dataset.fingerprint) {
    throw new UserError(
      `The data of this run has changed since it was submitted: ${resolved.data.source} or its labels are not those of the plan.`,
      'Put the earlier data back and resume the run, or submit the experiment again.',
      1,
    );
  }
  if (checkpoint && checkpoint.state.dataFingerprint !== dataset.fingerprint) {
    throw new UserError(
      `The data of this run has changed since it started: ${resolved.data.source} or its labels are not those that the checkpoint was trained on.`,
      'Put the earlier data back to resume, or run the experiment again.',
      1,
    );
  }
  if (!checkpoint) for (const message of dataset.warnings) emit({ type: 'warning', message });
  return stop.requested() ? undefined : dataset;
}

function requireExamples({ splits }: Dataset): void {
  for (const split of ['train', 'validation'] as const) {
    if (splits[split].length > 0) continue;
    throw new UserError(
      `The ${split === 'train' ? 'training' : 'validation'} split has no images.`,
      'Check data.source, data.fraction and data.validation of the experiment.',
    );
  }
}

async function trainAndEvaluate(
  session: RunSession,
  engine: Engine,
  { dataset: source, sets }: { readonly dataset: Dataset; readonly sets: readonly OtherSet[] },
  checkpoint: Checkpoint | undefined,
): Promise<RunEnd> {
  const { resolved, facts, emit, runDirectory } = session;
  const dataset = prepareFaces(resolved, source);
  emit({ type: 'phase', phase: 'building-model' });
  const computing = await createComputing(session, engine, dataset);
  const { model, replicas } = computing;
  facts.parameters = countParameters(model);
  const features = new StageFeatures(session, computing, dataset);
  try {
    const training = createTraining(session, computing, dataset, features);
    if (checkpoint) {
      training.restore(checkpoint);
    } else {
      await initialiseWeights(session, { engine, model, replicas, dataset });
    }
    announce(session, engine, dataset, facts.parameters, checkpoint);
    const { outcome } = await training.run();
    if (outcome === 'stopped') return cancelled(session);
    training.takeBest();
    const plan = { ...session, engine, model, replicas, features, dataset };
    const splits = { ...(await evaluateSplits(plan)), ...(await evaluateSets(plan, sets)) };
    emit({ type: 'phase', phase: 'saving' });
    await saveModel(runDirectory, model, modelNotes(dataset, resolved));
    return { status: 'completed', splits };
  } finally {
    features.close();
    await computing.dispose();
  }
}

function announce(
  { resolved, emit }: RunSession,
  engine: Engine,
  dataset: Dataset,
  parameters: number,
  checkpoint: Checkpoint | undefined,
): void {
  const { id, device } = engine.description;
  const { train, validation, test } = dataset.splits;
  const { training } = resolved;
  emit({
    type: 'run-started',
    engine: id,
    device,
    seed: resolved.seed,
    epochs: totalEpochs(training),
    stepsPerEpoch: Math.ceil(train.length / training.batchSize),
    batchSize: training.batchSize,
    trainingExamples: train.length,
    validationExamples: validation.length,
    testExamples: test.length,
    parameters,
    ...(checkpoint
      ? { resumedFromEpoch: checkpoint.state.finishedEpochs, resumedFromStep: checkpoint.state.stepsDone }
      : {}),
  });
}

function cancelled({ facts }: RunSession): RunEnd {
  if (!facts.state) return { status: 'cancelled', message: 'Stopped before training began.' };
  const { epoch, step } = checkpointPosition(facts.state);
  return {
    status: 'cancelled',
    message: `Stopped as requested; a checkpoint was saved at epoch ${epoch}, step ${step}.`,
  };
}
