import type { ListedSummary } from './listedSummary';
import { comparedMetrics, type ComparedMetric, type Estimate } from '../schemas/messages';
import { estimate } from './statistics';

const read: Record<ComparedMetric, (summary: ListedSummary) => number | undefined> = {
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

/** The compared metrics of one run, as far as it has them. */
export function runMetrics(summary: ListedSummary): Partial<Record<ComparedMetric, number>> {
  const metrics: Partial<Record<ComparedMetric, number>> = {};
  for (const name of comparedMetrics) {
    const value = read[name](summary);
    if (value !== undefined) metrics[name] = value;
  }
  return metrics;
}

/** Means over runs; a metric that only some of them have is estimated from those. */
export function meanMetrics(
  runs: readonly Partial<Record<ComparedMetric, number>>[],
): Partial<Record<ComparedMetric, Estimate>> {
  const metrics: Partial<Record<ComparedMetric, Estimate>> = {};
  for (const name of comparedMetrics) {
    const values = runs.flatMap((run) => run[name] ?? []);
    if (values.length > 0) metrics[name] = estimate(values);
  }
  return metrics;
}
