/** Orders runs by when they were made. */
/** A run id begins with the time at which the run was made, to the second. */
function timeOfId(runId: string): string {
  // At most 14 digits: the variant's name behind them may begin with a digit too.
  return /^(?:\d[T:-]?){0,14}/.exec(runId)![0];
}

interface Made {
  readonly header: { readonly runId: string };
  readonly createdAt: number;
}

/**
 * Orders runs by when they were made. Runs of the same second are ordered by the times of their files. These times alone
 * would not be enough: copying the folder changes them.
 */
export function oldestFirst(a: Made, b: Made): number {
  const [first, second] = [timeOfId(a.header.runId), timeOfId(b.header.runId)];
  if (first !== second) return first < second ? -1 : 1;
  return a.createdAt - b.createdAt || (a.header.runId < b.header.runId ? -1 : Number(a.header.runId > b.header.runId));
}

export function newestFirst(a: Made, b: Made): number {
  return oldestFirst(b, a);
}
