/** Evaluates the splits with the chosen weights: metrics for the summary, and predictions for a closer look. */
import type { LayersModel } from '@tensorflow/tfjs';
import type { ResolvedExperiment } from '../../experiment/types';
import type { NewEvent } from '../../storage/run/events';
import { writePredictions } from '../../storage/run/predictions';
import type { SplitMetrics } from '../../schemas/generated/summary';
import { type Dataset, splitNames } from '../data/dataset';
import { noLabel } from '../data/labels/targets';
import type { Engine, Replicas } from '../engine/contract';
import { setSplit } from '../../schemas/dataSets';
import { accuracyOf, splitMetrics } from '../evaluate/metrics';
import { voteMetrics } from '../evaluate/votes';
import { type CombinedPrediction, predict, predictCombined } from '../evaluate/predict';
import { createPredictPipeline, prepareFaces } from '../techniques';
import { type OtherSet, readSet } from './dataSets';
import { PhaseProgress } from '../progress';
import type { StopSignal } from './stop';
import { pickRows, type TestPart, testParts, truthOf } from './splitParts';
import type { StageFeatures } from './stageFeatures';

export interface EvaluationPlan {
  readonly runDirectory: string;
  readonly resolved: ResolvedExperiment;
  readonly engine: Engine;
  readonly model: LayersModel;
  /** Replicas of the model, with the same weights. */
  readonly replicas?: Replicas | undefined;
  /** Features that training stored, if it did. */
  readonly features?: StageFeatures | undefined;
  readonly dataset: Dataset;
  readonly emit: (event: NewEvent) => void;
  readonly stop: StopSignal;
}

/** Forward passes need less memory than training, but a lowered batch size has a reason. */
export function evaluationBatchSize(trainingBatchSize: number): number {
  return Math.min(128, Math.max(32, trainingBatchSize));
}

/** The effect of test-time augmentation. */
interface Combined extends Pick<CombinedPrediction, 'chosen'> {
  /** The probabilities without it. */
  readonly single: Float32Array;
}

/** Metrics of a split whose probabilities are known. */
type MeasuredSplit = SplitMetrics & { readonly loss: number };

/** Predictions for some examples. */
interface Predicted {
  readonly ids: Uint32Array;
  readonly probabilities: Float32Array;
  /** Only with test-time augmentation. */
  readonly combined?: Combined;
}

/**
 * Evaluates train, validation and test; if the test split has both official parts, also each of them; and the test images
 * that are not also training images. Leaves out images without a single right class (soft FER+ labels train on images
 * without a majority) and empty splits. Test-time augmentation is only for test images.
 * @throws PredictionStopped if it was asked to stop
 */
export async function evaluateSplits(plan: EvaluationPlan): Promise<Record<string, SplitMetrics>> {
  const { dataset, emit } = plan;
  const metrics: Record<string, SplitMetrics> = {};
  const add = async (split: string, predicted: Predicted) => {
    metrics[split] = await told(plan, split, predicted);
  };
  emit({ type: 'phase', phase: 'evaluating' });
  for (const split of splitNames) {
    const ids = dataset.splits[split].filter((id) => dataset.labels[id] !== noLabel);
    if (ids.length === 0) continue;
    const predicted = await predictSplit(plan, split, ids, split === 'test');
    await add(split, predicted);
    if (split !== 'test') continue;
    for (const part of testParts(plan.resolved.data.test, dataset)) {
      const selected = selectExamples(predicted, part.includes, dataset);
      if (selected.ids.length > 0) await add(part.name, selected);
    }
  }
  return metrics;
}

/**
 * Evaluates the test faces of other data sets with the same weights, as those of the test split. One set after another is in
 * memory.
 * @throws PredictionStopped if it was asked to stop
 */
export async function evaluateSets(
  plan: EvaluationPlan,
  sets: readonly OtherSet[],
): Promise<Record<string, SplitMetrics>> {
  const metrics: Record<string, SplitMetrics> = {};
  for (const set of sets) {
    const { dataset, ids, seen } = await readSet(plan, set, plan.dataset);
    plan.emit({ type: 'phase', phase: 'evaluating' });
    // What training kept are features of its own faces.
    const ofSet = { ...plan, dataset: prepareFaces(plan.resolved, dataset), features: undefined };
    const split = setSplit(set.name);
    metrics[split] = { ...(await told(ofSet, split, await predictSplit(ofSet, split, ids, true))), seen };
  }
  return metrics;
}

async function told(plan: EvaluationPlan, split: string, predicted: Predicted): Promise<MeasuredSplit> {
  const found = await record(plan, split, predicted);
  const { examples, loss, accuracy, macroF1 } = found;
  plan.emit({ type: 'evaluated', split, examples, loss, accuracy, macroF1 });
  return found;
}

/** @param isTest whether its faces are test faces */
async function predictSplit(
  plan: EvaluationPlan,
  split: string,
  ids: Uint32Array,
  isTest: boolean,
): Promise<Predicted> {
  const { engine, model, replicas, dataset, resolved } = plan;
  const pipeline = isTest ? createPredictPipeline(resolved, dataset) : undefined;
  const progress = new PhaseProgress(plan.emit, 'evaluating');
  const options = {
    batchSize: evaluationBatchSize(resolved.training.batchSize),
    replicas,
    shouldStop: plan.stop.requested,
    onProgress: (done: number, total: number) => {
      progress.report(split, done, total);
    },
  };
  const kept = await plan.features?.predict(split, ids);
  const single = kept ?? (await predict(engine, model, dataset, ids, options));
  if (!pipeline) return { ids, probabilities: single };
  const combined = await predictCombined(engine, model, dataset, ids, pipeline, resolved.seed, options);
  return { ids, probabilities: combined.probabilities, combined: { single, chosen: combined.chosen } };
}

function selectExamples(
  { ids, probabilities, combined }: Predicted,
  includes: TestPart['includes'],
  { classNames }: Dataset,
): Predicted {
  const classes = classNames.length;
  const rows = [...ids.keys()].filter((row) => includes(ids[row]!));
  const pick = (values: Float32Array) => pickRows(values, rows, classes);
  return {
    ids: Uint32Array.from(rows, (row) => ids[row]!),
    probabilities: pick(probabilities),
    ...(combined && {
      combined: {
        single: pick(combined.single),
        chosen: combined.chosen.map((chosen) => Uint8Array.from(rows, (row) => chosen[row]!)),
      },
    }),
  };
}

async function record(plan: EvaluationPlan, split: string, predicted: Predicted): Promise<MeasuredSplit> {
  const { classNames } = plan.dataset;
  const { ids, probabilities, combined } = predicted;
  const truth = truthOf(plan.dataset, ids);
  const { labels } = truth;
  const samples = combined?.chosen.length ?? 1;
  await writePredictions(plan.runDirectory, { split, classNames, samples, probabilities, ids, ...truth });
  const votes = plan.dataset.votes && voteMetrics({ probabilities, ids, labels, classNames }, plan.dataset.votes);
  const metrics = { ...splitMetrics(probabilities, labels, classNames), ...(votes && { votes }) };
  if (!combined) return metrics;
  const { accuracy, loss, macroF1 } = splitMetrics(combined.single, labels, classNames);
  return {
    ...metrics,
    withoutTestTimeAugmentation: { accuracy, loss, macroF1 },
    testTimeAugmentation: { accuracies: combined.chosen.map((chosen) => accuracyOf(chosen, labels)) },
  };
}
