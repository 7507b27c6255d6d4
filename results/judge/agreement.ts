/** How far predictions agree with labels, where classes are of different sizes: figures of a confusion matrix. */
import type { Agreement } from '../../schemas/messages/run';

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** @param confusion counts [true class][predicted class] of at least one face */
export function agreementOf(confusion: readonly (readonly number[])[]): Agreement {
  const labels = confusion.map(sum);
  const named = confusion.map((_, c) => sum(confusion.map((row) => row[c]!)));
  const right = confusion.map((row, c) => row[c]!);
  const all = sum(labels);
  const byChance = sum(labels.map((count, c) => count * named[c]!));
  const recalls = labels.flatMap((count, c) => (count === 0 ? [] : [right[c]! / count]));
  const covariance = sum(right) * all - byChance;
  const spread = (counts: readonly number[]): number => all ** 2 - sum(counts.map((count) => count ** 2));
  const scale = Math.sqrt(spread(labels) * spread(named));
  const beyond = all ** 2 - byChance;
  return {
    balancedAccuracy: sum(recalls) / recalls.length,
    ...(beyond > 0 && { kappa: covariance / beyond }),
    mcc: scale === 0 ? 0 : covariance / scale,
  };
}
