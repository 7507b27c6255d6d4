/** Creates the training of a run: its stages, with the data that each needs. */
import type { Dataset } from '../data/dataset';
import { createWeightStage } from '../techniques';
import { splitMetrics } from '../evaluate/metrics';
import { predict, PredictionStopped } from '../evaluate/predict';
import { saveCheckpoint } from '../train/checkpoint';
import type { TrainingPlan, Stage, StageInputs } from '../train/trainer';
import { StagedTraining } from '../train/stages';
import type { StageFeatures } from './stageFeatures';
import { setTrained } from '../train/trainable';
import { batchSource } from './batches';
import { evaluationBatchSize } from './evaluation';
import { modelNotes, saveModel } from './modelFiles';
import { saveRelabelled } from './relabelled';
import { PhaseProgress } from '../progress';
import type { RunSession } from './session';
import { type Computing, stageLayers } from './computing';

/** Where weights go during training. */
export type Keeping = Pick<TrainingPlan, 'save' | 'improved'>;

/** Saves checkpoints and the best model in the run directory. */
function keepInRun(
  { resolved, runDirectory, facts }: RunSession,
  { model, relabelling }: Computing,
  dataset: Dataset,
): Keeping {
  return {
    save: async (saved) => {
      await saveCheckpoint(runDirectory, saved);
      if (relabelling) await saveRelabelled(runDirectory, resolved, dataset, relabelling);
      facts.state = saved.state;
    },
    improved: () => saveModel(runDirectory, model, modelNotes(dataset, resolved)),
  };
}

/**
 * @param features for this training; the caller closes them
 * @throws UserError if a stage's layers do not fit the model, or class weights do not fit the classes
 */
export function createTraining(
  session: RunSession,
  computing: Computing,
  dataset: Dataset,
  features: StageFeatures,
  keeping: Keeping = keepInRun(session, computing, dataset),
): StagedTraining {
  const { model } = computing;
  const { resolved, emit, stop } = session;
  const { training } = resolved;
  const layers = stageLayers(resolved, model);
  const batches = batchSource(resolved, dataset, computing);
  return new StagedTraining({
    ...computing,
    weights: createWeightStage(resolved),
    training,
    stepsPerEpoch: batches.stepsPerEpoch,
    seed: resolved.seed,
    dataFingerprint: dataset.fingerprint,
    stopping: stop.requested,
    emit,
    open: async (stage) => {
      const trained = layers[stage.number - 1]!;
      setTrained(model, trained);
      const inputs = await features.inputs(stage);
      if (inputs === 'stopped') return undefined;
      emit({
        type: 'phase',
        phase: 'training',
        stage: stage.number,
        detail: describeStage(stage, trained.length, features.words(stage)),
      });
      const step = { parts: training.gradientAccumulation, reads: inputs ? 'features' : 'images' } as const;
      return { ...(inputs ?? { batches, validate: validation(session, computing, dataset) }), step };
    },
    ...keeping,
  });
}

/** Such as `fine tuning of 12 layers, learning rate 0.00001`. */
function describeStage({ number, learningRate }: Stage, layers: number, below: string): string {
  const what = number === 1 ? 'training' : 'fine tuning';
  return `${what} of ${layers} ${layers === 1 ? 'layer' : 'layers'}, learning rate ${learningRate}${below}`;
}

/** Computes the metrics of the validation split with the whole model. */
function validation(
  { resolved, emit }: RunSession,
  { engine, model, replicas }: Computing,
  dataset: Dataset,
): StageInputs['validate'] {
  const ids = dataset.splits.validation;
  const labels = Uint8Array.from(ids, (id) => dataset.labels[id]!);
  const batchSize = evaluationBatchSize(resolved.training.batchSize);
  return async (shouldStop) => {
    const progress = new PhaseProgress(emit, 'evaluating');
    const onProgress = (done: number, total: number) => {
      progress.report('validation', done, total);
    };
    try {
      const probabilities = await predict(engine, model, dataset, ids, { batchSize, replicas, shouldStop, onProgress });
      if (progress.hasReported) emit({ type: 'phase', phase: 'training' });
      return splitMetrics(probabilities, labels, dataset.classNames);
    } catch (error) {
      if (error instanceof PredictionStopped) return undefined;
      throw error;
    }
  };
}
