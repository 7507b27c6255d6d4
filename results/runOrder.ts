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

/** A run with the time that its name begins with. */
interface Timed<T> {
  readonly time: string;
  readonly run: T;
}

const timed = <T extends Made>(run: T): Timed<T> => ({ time: timeOfId(run.header.runId), run });

function inOrder({ time: first, run: a }: Timed<Made>, { time: second, run: b }: Timed<Made>): number {
  if (first !== second) return first < second ? -1 : 1;
  return a.createdAt - b.createdAt || (a.header.runId < b.header.runId ? -1 : Number(a.header.runId > b.header.runId));
}

/**
 * Orders runs by when they were made. Runs of the same second are ordered by the times of their files. These times alone
 * would not be enough: copying the folder changes them.
 */
export function oldestFirst(a: Made, b: Made): number {
  return inOrder(timed(a), timed(b));
}

export function newestFirst(a: Made, b: Made): number {
  return oldestFirst(b, a);
}

/** Thousands of runs, newest first: reads the time of each name once. */
export function sortedNewestFirst<T extends Made>(runs: readonly T[]): T[] {
  return runs
    .map(timed)
    .sort((a, b) => inOrder(b, a))
    .map(({ run }) => run);
}
