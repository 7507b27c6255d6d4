/** Which epoch counts as the best. */
import type { ResolvedTraining } from '../../experiment/types';
import type { EpochMetrics } from '../../schemas/generated/summary';

/** The first of several equal epochs stays the best; with `last`, every epoch is. */
export function isBetter(
  rule: ResolvedTraining['selectBest'],
  candidate: EpochMetrics,
  best: EpochMetrics | undefined,
): boolean {
  if (!best) return true;
  switch (rule) {
    case 'validationAccuracy':
      return candidate.validationAccuracy > best.validationAccuracy;
    case 'validationLoss':
      return candidate.validationLoss < best.validationLoss;
    case 'last':
      return true;
  }
}
