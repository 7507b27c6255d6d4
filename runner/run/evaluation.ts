/** The splits, predicted with the chosen weights: metrics for the summary, predictions for whoever looks closer. */
import type { LayersModel } from '@tensorflow/tfjs';
import type { ResolvedExperiment } from '../../experiment/types';
import type { NewEvent } from '../../rundir/events';
import { writePredictions } from '../../rundir/predictions';
import type { SplitMetrics } from '../../schemas/generated/summary';
import { type Dataset, splitNames, type Usage, usages } from '../data/dataset';
import type { Engine, Replicas } from '../engine/engine';
import { splitMetrics } from '../evaluate/metrics';
import { predict, predictAveraged } from '../evaluate/predict';
import { createPredictPipeline } from '../techniques';
import { PhaseProgress } from './phaseProgress';

export interface EvaluationPlan {
  readonly runDirectory: string;
  readonly resolved: ResolvedExperiment;
  readonly engine: Engine;
  readonly model: LayersModel;
  /** Copies of the model with the same weights. */
  readonly replicas?: Replicas | undefined;
  readonly dataset: Dataset;
  readonly emit: (event: NewEvent) => void;
  readonly stopping: () => boolean;
}

/** Forward passes need less memory than training, but who lowered the batch size did so for a reason. */
export function evaluationBatchSize(trainingBatchSize: number): number {
  return Math.min(128, Math.max(32, trainingBatchSize));
}

/** Probabilities of some examples; `single` without test-time augmentation, where that is on. */
interface Predicted {
  readonly ids: Uint32Array;
  readonly probabilities: Float32Array;
  readonly single?: Float32Array;
  readonly samples: number;
}

/**
 * Evaluates train, validation and test; the official parts of the test split where it has two; and the test images that
 * are not also training images. Empty splits are left out. Test-time augmentation is for test images only.
 * @throws PredictionStopped
 */
export async function evaluateSplits(plan: EvaluationPlan): Promise<Record<string, SplitMetrics>> {
  const { dataset, emit } = plan;
  const metrics: Record<string, SplitMetrics> = {};
  const add = async (split: string, predicted: Predicted) => {
    const found = await record(plan, split, predicted);
    metrics[split] = found;
    const { examples, loss, accuracy, macroF1 } = found;
    emit({ type: 'evaluated', split, examples, loss, accuracy, macroF1 });
  };
  emit({ type: 'phase', phase: 'evaluating' });
  for (const split of splitNames) {
    if (dataset.splits[split].length === 0) continue;
    const predicted = await predictSplit(plan, split, dataset.splits[split]);
    await add(split, predicted);
    if (split !== 'test') continue;
    for (const part of testParts(plan)) {
      const selected = selectExamples(predicted, part.includes, dataset);
      if (selected.ids.length > 0) await add(part.name, selected);
    }
  }
  return metrics;
}

async function predictSplit(plan: EvaluationPlan, split: string, ids: Uint32Array): Promise<Predicted> {
  const { engine, model, replicas, dataset, resolved } = plan;
  const averaged = split === 'test' ? createPredictPipeline(resolved, dataset) : undefined;
  const progress = new PhaseProgress(plan.emit, 'evaluating');
  const options = {
    batchSize: evaluationBatchSize(resolved.training.batchSize),
    replicas,
    shouldStop: plan.stopping,
    onProgress: (done: number, total: number) => {
      progress.report(split, done, total);
    },
  };
  const single = await predict(engine, model, dataset, ids, options);
  if (!averaged) return { ids, probabilities: single, samples: 1 };
  const probabilities = await predictAveraged(engine, model, dataset, ids, averaged, resolved.seed, options);
  return { ids, probabilities, single, samples: averaged.samples };
}

interface TestPart {
  readonly name: string;
  readonly includes: (example: number) => boolean;
}

function testParts({ resolved, dataset }: EvaluationPlan): TestPart[] {
  const official = { publicTest: 'PublicTest', privateTest: 'PrivateTest' } as const satisfies Record<string, Usage>;
  const parts: TestPart[] =
    resolved.data.test.length < 2
      ? []
      : resolved.data.test.map((name) => {
          const usage = usages.indexOf(official[name]);
          return { name, includes: (example) => dataset.usage[example] === usage };
        });
  if (dataset.testUnseen) {
    const unseen = new Set(dataset.testUnseen);
    parts.push({ name: 'testUnseen', includes: (example) => unseen.has(example) });
  }
  return parts;
}

function selectExamples(
  { ids, probabilities, single, samples }: Predicted,
  includes: TestPart['includes'],
  { classNames }: Dataset,
): Predicted {
  const classes = classNames.length;
  const rows = [...ids.keys()].filter((row) => includes(ids[row]!));
  const pick = (values: Float32Array) => {
    const picked = new Float32Array(rows.length * classes);
    rows.forEach((row, index) => picked.set(values.subarray(row * classes, (row + 1) * classes), index * classes));
    return picked;
  };
  return {
    ids: Uint32Array.from(rows, (row) => ids[row]!),
    probabilities: pick(probabilities),
    ...(single ? { single: pick(single) } : {}),
    samples,
  };
}

async function record(plan: EvaluationPlan, split: string, predicted: Predicted): Promise<SplitMetrics> {
  const { classNames, labels: all } = plan.dataset;
  const { ids, probabilities, single, samples } = predicted;
  const labels = Uint8Array.from(ids, (id) => all[id]!);
  await writePredictions(plan.runDirectory, { split, classNames, samples, probabilities, ids, labels });
  const metrics = splitMetrics(probabilities, labels, classNames);
  if (!single) return metrics;
  const { accuracy, loss, macroF1 } = splitMetrics(single, labels, classNames);
  return { ...metrics, withoutTestTimeAugmentation: { accuracy, loss, macroF1 } };
}
