/** Run ids begin with the time at which the run was made, to the second. */
function timeOfId(runId: string): string {
  // No more: the name of the variant behind it may begin with a digit too.
  return /^(?:\d[T:-]?){0,14}/.exec(runId)![0];
}

interface Made {
  readonly header: { readonly runId: string };
  readonly createdAt: number;
}

/**
 * Orders runs by when they were made. Those of one second were made together, in the order of the file: the times of their
 * files tell. Those times alone would not do, since a copy of the folder has new ones.
 */
export function oldestFirst(a: Made, b: Made): number {
  const [first, second] = [timeOfId(a.header.runId), timeOfId(b.header.runId)];
  if (first !== second) return first < second ? -1 : 1;
  return a.createdAt - b.createdAt || (a.header.runId < b.header.runId ? -1 : Number(a.header.runId > b.header.runId));
}

export function newestFirst(a: Made, b: Made): number {
  return oldestFirst(b, a);
}
