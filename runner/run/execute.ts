/** One run from its resolved experiment to its evaluated splits: engine, data, model, training, evaluation. */
import path from 'node:path';
import { projectFolder } from '../../experiment/projectFolder';
import type { ResolvedExperiment } from '../../experiment/types';
import { writeFileAtomic } from '../../rundir/atomic';
import type { NewEvent } from '../../rundir/events';
import { runFiles } from '../../schemas/runDirectory';
import { UserError } from '../../schemas/userError';
import type { Dataset } from '../data/dataset';
import { loadDataset } from '../data/load';
import type { Engine, ReplicaPlan } from '../engine/engine';
import { splitMetrics } from '../evaluate/metrics';
import { predict, PredictionStopped } from '../evaluate/predict';
import { buildModel, countParameters, locateModel } from '../models';
import { createLabelPipeline, createPixelPipeline } from '../techniques';
import { BatchSource, drawLabel, trainingClass } from '../train/batches';
import { type Checkpoint, checkpointPosition, loadCheckpoint, saveCheckpoint } from '../train/checkpoint';
import { classWeights } from '../train/classWeights';
import { Trainer, type TrainingPlan } from '../train/loop';
import { startEngine } from './engineStart';
import { describeEnvironment } from './environment';
import { evaluateSplits, evaluationBatchSize } from './evaluation';
import { initialiseWeights } from './initialWeights';
import { saveModel } from './modelFiles';
import { PhaseProgress } from './phaseProgress';
import type { RunEnd, RunFacts } from './record';
import type { StopSignal } from './stop';

export interface RunSession {
  readonly runDirectory: string;
  readonly resolved: ResolvedExperiment;
  readonly stop: StopSignal;
  readonly facts: RunFacts;
  readonly emit: (event: NewEvent) => void;
}

/** @throws UserError and whatever the libraries throw; an engine that was started is given back */
export async function executeRun(session: RunSession): Promise<RunEnd> {
  const { resolved, facts, emit, runDirectory, stop } = session;
  const { checkpoint, damaged } = await loadCheckpoint(runDirectory);
  for (const name of damaged) {
    emit({ type: 'warning', message: `The checkpoint ${name} is damaged; going on from an earlier one.` });
  }
  if (stop.requested()) return cancelled(session);
  emit({ type: 'phase', phase: 'starting-engine' });
  const { engine, reason } = await startEngine(session);
  try {
    facts.engine = engine.description.id;
    facts.device = engine.description.device;
    const dataset = await prepareData(session, checkpoint);
    if (!dataset) return cancelled(session);
    const environment = await describeEnvironment(resolved, engine.description, reason, dataset);
    await writeFileAtomic(path.join(runDirectory, runFiles.environment), `${JSON.stringify(environment, null, 2)}\n`);
    return await trainAndEvaluate(session, engine, dataset, checkpoint);
  } finally {
    await engine.dispose();
  }
}

/** @returns undefined when the run was stopped meanwhile */
async function prepareData(session: RunSession, checkpoint: Checkpoint | undefined): Promise<Dataset | undefined> {
  const { resolved, stop, facts, emit } = session;
  emit({ type: 'phase', phase: 'loading-data' });
  const progress = new PhaseProgress(emit, 'loading-data');
  let dataset: Dataset;
  try {
    dataset = await loadDataset(resolved.data, {
      baseDirectory: resolved.baseDirectory,
      cacheDirectory: path.join(projectFolder(resolved.file), '.ferexp', 'cache'),
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
  if (checkpoint && checkpoint.state.dataFingerprint !== dataset.fingerprint) {
    throw new UserError(
      `The data of this run has changed since it started: ${resolved.data.source} or its labels are not what the checkpoint was trained on.`,
      'Put the earlier data back to resume, or run the experiment anew.',
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
      `The ${split === 'train' ? 'training' : 'validation'} split holds no images.`,
      'Check data.source, data.fraction and data.validation of the experiment.',
    );
  }
}

async function trainAndEvaluate(
  session: RunSession,
  engine: Engine,
  dataset: Dataset,
  checkpoint: Checkpoint | undefined,
): Promise<RunEnd> {
  const { resolved, facts, emit, runDirectory, stop } = session;
  emit({ type: 'phase', phase: 'building-model' });
  const plan: ReplicaPlan = {
    model: locateModel(resolved.model, resolved.baseDirectory),
    shape: {
      classes: dataset.classNames.length,
      seed: resolved.seed,
      inputShape: [dataset.height, dataset.width, dataset.channels],
    },
    optimizer: resolved.training.optimizer,
    rule: resolved.data.labels.rule === 'multiTarget' ? 'bestAccepted' : 'distribution',
  };
  const model = buildModel(engine.tf, plan.model, plan.shape);
  facts.parameters = countParameters(model);
  engine.checkBatch?.(model, resolved.training.batchSize);
  const replicas = await engine.replicate?.(model, plan);
  const batches = batchSource(resolved, dataset);
  const trainer = createTrainer(session, { engine, model, replicas, rule: plan.rule }, dataset, batches);
  try {
    if (checkpoint) {
      trainer.restore(checkpoint);
      facts.state = checkpoint.state;
    } else {
      await initialiseWeights(session, { engine, model, replicas, dataset });
    }
    announce(session, engine, dataset, batches, facts.parameters, checkpoint);
    emit({ type: 'phase', phase: 'training' });
    const { outcome, state } = await trainer.run();
    facts.state = state;
    if (outcome === 'stopped') return cancelled(session);
    trainer.takeBest();
    const splits = await evaluateSplits({ ...session, engine, model, replicas, dataset, stopping: stop.requested });
    emit({ type: 'phase', phase: 'saving' });
    await saveModel(runDirectory, model, modelNotes(dataset));
    return { status: 'completed', splits };
  } catch (error) {
    if (error instanceof PredictionStopped) return cancelled(session);
    throw error;
  } finally {
    await replicas?.dispose();
    trainer.dispose();
    model.dispose();
  }
}

function batchSource(resolved: ResolvedExperiment, dataset: Dataset): BatchSource {
  const { training, data, seed } = resolved;
  const classOf = (example: number) => trainingClass(dataset, example);
  const weights = classWeights(training.classWeights, dataset.classNames, Array.from(dataset.splits.train, classOf));
  const smooth = createLabelPipeline(resolved, dataset.classNames.length);
  return new BatchSource(dataset, seed, training.batchSize, {
    pixels: createPixelPipeline(resolved, dataset),
    labels: data.labels.rule === 'probability' ? [drawLabel, smooth] : [smooth],
    weightOf: weights ? (example) => weights[classOf(example)]! : () => 1,
  });
}

function createTrainer(
  session: RunSession,
  computing: Pick<TrainingPlan, 'engine' | 'model' | 'replicas' | 'rule'>,
  dataset: Dataset,
  batches: BatchSource,
): Trainer {
  const { engine, model, replicas } = computing;
  const { resolved, facts, emit, runDirectory, stop } = session;
  const ids = dataset.splits.validation;
  const labels = Uint8Array.from(ids, (id) => dataset.labels[id]!);
  return new Trainer({
    ...computing,
    batches,
    training: resolved.training,
    seed: resolved.seed,
    dataFingerprint: dataset.fingerprint,
    stopping: stop.requested,
    emit,
    validate: async (shouldStop) => {
      const batchSize = evaluationBatchSize(resolved.training.batchSize);
      const progress = new PhaseProgress(emit, 'evaluating');
      const onProgress = (done: number, total: number) => {
        progress.report('validation', done, total);
      };
      try {
        const options = { batchSize, replicas, shouldStop, onProgress };
        const probabilities = await predict(engine, model, dataset, ids, options);
        if (progress.told) emit({ type: 'phase', phase: 'training' });
        return splitMetrics(probabilities, labels, dataset.classNames);
      } catch (error) {
        if (error instanceof PredictionStopped) return undefined;
        throw error;
      }
    },
    save: async (saved) => {
      await saveCheckpoint(runDirectory, saved);
      facts.state = saved.state;
    },
    improved: () => saveModel(runDirectory, model, modelNotes(dataset)),
  });
}

function announce(
  { resolved, emit }: RunSession,
  engine: Engine,
  dataset: Dataset,
  batches: BatchSource,
  parameters: number,
  checkpoint: Checkpoint | undefined,
): void {
  const { id, device } = engine.description;
  const { train, validation, test } = dataset.splits;
  emit({
    type: 'run-started',
    engine: id,
    device,
    seed: resolved.seed,
    epochs: resolved.training.epochs,
    stepsPerEpoch: batches.stepsPerEpoch,
    batchSize: batches.batchSize,
    trainingExamples: train.length,
    validationExamples: validation.length,
    testExamples: test.length,
    parameters,
    ...(checkpoint
      ? { resumedFromEpoch: checkpoint.state.finishedEpochs, resumedFromStep: checkpoint.state.stepsDone }
      : {}),
  });
}

function modelNotes({ classNames, height, width }: Dataset): object {
  return { classNames, inputs: `Grey faces, ${height}×${width}×1, values from 0 to 1.` };
}

function cancelled({ facts }: RunSession): RunEnd {
  if (!facts.state) return { status: 'cancelled', message: 'Stopped before training began.' };
  const { epoch, step } = checkpointPosition(facts.state);
  return { status: 'cancelled', message: `Stopped as asked; a checkpoint holds epoch ${epoch}, step ${step}.` };
}
