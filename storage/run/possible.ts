/** Checks what no schema can express: that the numbers of a summary agree with each other. */
import type { RunSummary, SplitMetrics, VoteMetrics } from '../../schemas/generated/summary';

/** Allowed difference of two shares, which are quotients of counts in double precision. */
const tolerance = 1e-6;

/** Says why a summary cannot be right; undefined when it can. */
export function impossibility({ splits, best, last, epochsRun = 0 }: RunSummary): string | undefined {
  for (const [name, split] of Object.entries(splits)) {
    const why = impossibleSplit(split);
    if (why !== undefined) return `of the split ${name}, ${why}`;
  }
  if (best && best.epoch > epochsRun) return `the best epoch is ${best.epoch} of ${epochsRun}`;
  if (last && last.epoch > epochsRun) return `the last epoch is ${last.epoch} of ${epochsRun}`;
  return undefined;
}

function impossibleSplit({ examples, accuracy, classes, confusion, votes }: SplitMetrics): string | undefined {
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
  return votes && impossibleVotes(votes, examples);
}

function impossibleVotes({ faces, share, ceiling, byAgreement }: VoteMetrics, examples: number): string | undefined {
  if (faces > examples) return `${faces} images have votes, and "examples" is ${examples}`;
  const grouped = byAgreement.reduce((sum, group) => sum + group.faces, 0);
  if (grouped !== faces) return `"byAgreement" counts ${grouped} images, and "faces" of the votes ${faces}`;
  if (byAgreement.some((group) => group.right > group.faces))
    return '"byAgreement" has more images right than there are';
  if (share > ceiling + tolerance) return `the share of the votes is ${share}, and the most that it can be ${ceiling}`;
  return undefined;
}
