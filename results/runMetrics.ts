/** Reads the compared metrics from summaries of runs, and their means. */
import type { ListedSummary } from './listedSummary';
import { estimate } from './statistics';
import { own } from '../schemas/own';
import { comparedMetrics, type ComparedMetric, type Estimate } from '../schemas/messages/comparison';

type Read = (summary: ListedSummary) => number | undefined;

const read: Readonly<Record<ComparedMetric, Read>> = {
  testAccuracy: ({ splits }) => splits['test']?.accuracy,
  testMacroF1: ({ splits }) => splits['test']?.macroF1,
  testLoss: ({ splits }) => splits['test']?.loss,
  testUnseenAccuracy: ({ splits }) => splits['testUnseen']?.accuracy,
  bestValidationAccuracy: ({ best }) => best?.validationAccuracy,
  lastValidationAccuracy: ({ last }) => last?.validationAccuracy,
  trainAccuracy: ({ splits }) => splits['train']?.accuracy,
  bestEpoch: ({ best }) => best?.epoch,
  trainingSeconds: ({ trainingSeconds }) => trainingSeconds,
};

/** An accuracy changes in steps of one image, and macro-F1 in about such steps. */
const oneImage =
  (split: string): Read =>
  ({ splits }) => {
    const examples = own(splits, split)?.examples;
    return examples === undefined || examples === 0 ? undefined : 1 / examples;
  };

/** The smallest step by which a metric can change; absent for continuous metrics. */
const steps: Readonly<Partial<Record<ComparedMetric, Read>>> = {
  testAccuracy: oneImage('test'),
  testMacroF1: oneImage('test'),
  testUnseenAccuracy: oneImage('testUnseen'),
  bestValidationAccuracy: oneImage('validation'),
  lastValidationAccuracy: oneImage('validation'),
  trainAccuracy: oneImage('train'),
  bestEpoch: () => 1,
};

/** The compared metrics of one run, as far as it has them. */
export function runMetrics(summary: ListedSummary): Partial<Record<ComparedMetric, number>> {
  const metrics: Partial<Record<ComparedMetric, number>> = {};
  for (const name of comparedMetrics) {
    const value = read[name](summary);
    if (value !== undefined) metrics[name] = value;
  }
  return metrics;
}

/** Means over runs; a metric that only some of them have is averaged over those. */
export function meanMetrics(runs: readonly ListedSummary[]): Partial<Record<ComparedMetric, Estimate>> {
  const metrics: Partial<Record<ComparedMetric, Estimate>> = {};
  for (const name of comparedMetrics) {
    const values = runs.flatMap((run) => read[name](run) ?? []);
    const resolution = Math.max(0, ...runs.flatMap((run) => steps[name]?.(run) ?? []));
    if (values.length > 0) metrics[name] = estimate(values, resolution);
  }
  return metrics;
}
