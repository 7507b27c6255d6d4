/** Locates a run: in its queue, and among the other runs of its experiment. */
import { leftWords, type QueueEntry, type QueueView } from './queue';
import type { RunRecord } from './runIndex';
import { oldestFirst } from './runOrder';
import { statusWords } from './words';
import { seedWords } from '../words/imported';
import { shortTime } from '../words/times';
import type { RunLink } from '../schemas/messages/run';

function activeOf({ entries }: QueueView, queue: string): QueueEntry[] {
  return entries.filter(({ state, place }) => state !== 'left' && place.queue === queue);
}

/** `Run 2 of 6, about 12 min left for all`; undefined if the run neither runs nor waits, or is alone in its queue. */
export function standWords(view: QueueView, directory: string): string | undefined {
  const own = view.entries.find(({ record, state }) => state !== 'left' && record.directory === directory);
  if (!own || own.place.total < 2) return undefined;
  const { queue, total } = own.place;
  const active = activeOf(view, queue);
  const left = view.entries.filter(({ state, place }) => state === 'left' && place.queue === queue).length;
  const position = Math.max(0, total - active.length - left) + active.indexOf(own) + 1;
  const ends = active.map(({ endsIn }) => endsIn);
  const time = ends.every((end) => end !== undefined) ? leftWords({ secondsLeft: Math.max(...ends) }) : undefined;
  return `Run ${position} of ${total}${time === undefined ? '' : `, ${time} for all`}`;
}

/** The run that a queue runs now, or otherwise next; undefined if none is left. */
export function nextInQueue(view: QueueView, queue: string): QueueEntry | undefined {
  return activeOf(view, queue)[0];
}

/** The runs of an experiment before and after one of them: in the order they were made, waiting ones in queue order. */
export function neighboursOf(
  runs: readonly RunRecord[],
  view: QueueView,
  directory: string,
): { readonly before?: RunLink; readonly after?: RunLink } {
  const waiting = view.entries.filter(({ state }) => state === 'waiting').map(({ record }) => record.directory);
  const turn = new Map(waiting.map((each, index) => [each, index + 1]));
  const ordered = [...runs].sort(
    (a, b) => (turn.get(a.directory) ?? 0) - (turn.get(b.directory) ?? 0) || oldestFirst(a, b),
  );
  const own = ordered.findIndex((run) => run.directory === directory);
  if (own < 0) return {};
  const [before, after] = [ordered[own - 1], ordered[own + 1]];
  return { ...(before && { before: linkTo(before) }), ...(after && { after: linkTo(after) }) };
}

function linkTo({ directory, header, summary }: RunRecord): RunLink {
  return { directory, label: `${header.variant}, ${seedWords(header.seed)}`, status: statusWords(header, summary) };
}

/**
 * The shortest name that distinguishes a run from the others of its experiment: `flip: base`, or `flip: base, seed 2`, with
 * the time at which it was made if that seed ran twice.
 * @param label of the experiment
 */
export function runTitle(run: RunRecord, runs: readonly RunRecord[], label: string): string {
  const { variant, seed, repeats = 1 } = run.header;
  const alike = runs.filter(({ header }) => header.variant === variant);
  const name = `${label}: ${variant}`;
  if (alike.length < 2 && repeats < 2) return name;
  if (alike.filter(({ header }) => header.seed === seed).length < 2) return `${name}, ${seedWords(seed)}`;
  return `${name}, ${seedWords(seed)} (${shortTime(run.createdAt)})`;
}
