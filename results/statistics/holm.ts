/** Corrects p-values for the number of comparisons. */

/**
 * Holm's adjusted p-values (Holm, 1979): calling those below 0.05 real, the chance that any of them is not real is at most
 * 5 %, however the tests depend on one another.
 * @returns in the order of the p-values, each from 0 to 1
 */
export function holm(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((a, b) => values[a]! - values[b]!);
  const adjusted = new Array<number>(values.length);
  let largest = 0;
  for (const [rank, index] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (values.length - rank) * values[index]!));
    adjusted[index] = largest;
  }
  return adjusted;
}
