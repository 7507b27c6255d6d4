/** How far predictions agree with labels, where classes are of different sizes: figures of a confusion matrix. */

export interface Agreement {
  /** Mean of the recalls of the classes that have faces, 0 to 1. */
  readonly balancedAccuracy: number;
  /** Agreement beyond chance, up to 1 (Cohen, 1960); absent where chance alone agrees always. */
  readonly kappa?: number;
  /** Correlation of predictions and labels, −1 to 1 (Matthews, 1975; for several classes Gorodkin, 2004); 0 without any. */
  readonly mcc: number;
}

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
