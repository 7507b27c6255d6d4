/** Checks what no schema can express: that the numbers of a summary agree with each other. */
import type { RunSummary, SplitMetrics } from '../../schemas/generated/summary';

/** Allowed difference of two shares, which are quotients of counts in double precision. */
const tolerance = 1e-6;

/** Says why a summary cannot be right; undefined when it can. */
export function impossibility({ splits, best, last, epochsRun }: RunSummary): string | undefined {
  for (const [name, split] of Object.entries(splits)) {
    const why = impossibleSplit(split);
    if (why !== undefined) return `of the split ${name}, ${why}`;
  }
  if (best && best.epoch > epochsRun) return `the best epoch is ${best.epoch} of ${epochsRun}`;
  if (last && last.epoch > epochsRun) return `the last epoch is ${last.epoch} of ${epochsRun}`;
  return undefined;
}

function impossibleSplit({ examples, accuracy, classes, confusion }: SplitMetrics): string | undefined {
  const count = classes.length;
  if (confusion.length !== count || confusion.some((row) => row.length !== count)) {
    return `the confusion matrix is not of ${count} by ${count} classes`;
  }
  const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  const total = sumOf(confusion.map(sumOf));
  if (total !== examples) return `the confusion matrix counts ${total} images, and "examples" ${examples}`;
  const right = sumOf(confusion.map((row, truth) => row[truth]!));
  if (examples > 0 && Math.abs(right / examples - accuracy) > tolerance) {
    return `the confusion matrix has ${right} of ${examples} right, and "accuracy" is ${accuracy}`;
  }
  return undefined;
}
