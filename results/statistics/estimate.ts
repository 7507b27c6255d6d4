/** Means of values that each stand for one trained network. */
import { criticalT, mean, variance } from './student';
import type { Estimate } from '../../schemas/messages/comparison';

/**
 * Mean with its interval by Student's t. A single value has none. Equal values without a resolution have none either: that
 * they are equal does not make the mean certain.
 * @param values at least one
 * @param resolution as for `pairedTest`
 */
export function estimate(values: readonly number[], resolution = 0): Estimate {
  const count = values.length;
  const centre = mean(values);
  const spread = { mean: centre, count, minimum: Math.min(...values), maximum: Math.max(...values) };
  const deviation = count < 2 ? 0 : Math.max(Math.sqrt(variance(values)), resolution);
  if (deviation === 0) return spread;
  const halfWidth = (criticalT(count - 1) * deviation) / Math.sqrt(count);
  return { ...spread, low: centre - halfWidth, high: centre + halfWidth };
}
