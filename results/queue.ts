/** Reads the queues of a project from its run directories: what runs, what is next and when it will be done. */
import path from 'node:path';
import { flattenSettings } from '../experiment/settings';
import type { ResolvedExperiment } from '../experiment/types';
import type { QueuePlace } from '../storage/queue';
import { knownSizes, sizedRuns } from './knownSizes';
import type { RunRecord } from './runIndex';
import { settingsHash } from './groups';
import { oldestFirst } from './runOrder';
import { runningSpeed, type Speed, speedFor } from './speeds';
import { type AutomaticEngine, engineFor } from '../storage/machine/automaticEngine';
import { teacherNetworks } from './teacherNetwork';
import { runSeconds } from './timeEstimate';
import { disk } from '../storage/files/disk';
import { statusWords } from './words';
import { roughDuration } from '../words/numbers';

/** `left`: stopped with its queue, or not started because the process of its queue is gone. Resuming the queue runs it. */
export type QueueState = 'running' | 'waiting' | 'left';

export interface QueueEntry {
  readonly record: RunRecord;
  readonly state: QueueState;
  readonly place: QueuePlace;
  /** How long it will take; for a running one, how long it will still take. */
  readonly seconds?: number;
  /** Seconds until it starts; 0 for a running one. */
  readonly startsIn?: number;
  /** Seconds until it ends. */
  readonly endsIn?: number;
}

export interface QueueView {
  /** In the order in which they run, then the runs that ended queues have left. */
  readonly entries: readonly QueueEntry[];
  /** Number of runs that the active queues started with. */
  readonly total: number;
  /** How many of these have ended. */
  readonly ended: number;
  /** Until all running and waiting runs are done; undefined if that cannot be estimated. */
  readonly secondsLeft?: number;
}

/** How long a whole run takes, in seconds; undefined if nothing is known. */
export type ExpectedSeconds = (record: RunRecord) => number | undefined;

/**
 * Estimates by the speed of the engine that a run uses, or asks for, on this machine. Speeds of the current runs count
 * too, so that later runs can be estimated even if nothing was measured.
 * @param auto what `auto` chooses an engine by
 * @param records all runs of the project, newest first
 */
export function expectedFrom(
  speeds: readonly Speed[],
  auto: AutomaticEngine,
  records: readonly RunRecord[],
  now = new Date(),
): ExpectedSeconds {
  const sized = sizedRuns(records);
  const teacherOf = teacherNetworks(disk.read);
  const running = records.filter(({ header }) => header.state === 'running');
  const all = [...running.flatMap((record) => runningSpeed(record, now) ?? []), ...speeds];
  return ({ resolved, header }) => {
    if (resolved.imported) return undefined;
    const speed = speedFor(all, resolved, header.engine ?? engineFor(auto, resolved), teacherOf(resolved));
    const { trainingExamples } = knownSizes(resolved, sized);
    return speed && trainingExamples !== undefined ? runSeconds(resolved, trainingExamples, speed) : undefined;
  };
}

/**
 * @param records all runs of a project
 * @param now milliseconds since 1970
 */
export function queueOf(records: readonly RunRecord[], expected: ExpectedSeconds, now = Date.now()): QueueView {
  const active = records.filter(isActive).map((record) => ({ record, place: record.queue ?? aloneIn(record) }));
  const ordered = active.sort((a, b) => byPlace(a.place, b.place) || oldestFirst(a.record, b.record));
  const waiting = ordered.filter(({ record }) => record.header.state === 'queued');
  const running = ordered.filter(({ record }) => record.header.state === 'running');
  const timed = schedule(running, waiting, (record) => secondsOf(record, expected, now));
  const left = leftRuns(records).map((record): QueueEntry => ({ record, state: 'left', place: record.queue! }));
  const totals = new Map(ordered.map(({ place }) => [place.queue, place.total]));
  const total = [...totals.values()].reduce((sum, count) => sum + count, 0);
  const notLeft = new Set(left.filter(({ place }) => totals.has(place.queue)).map(({ record }) => record));
  const ends = timed.map(({ endsIn }) => endsIn);
  return {
    entries: [...timed, ...left],
    total,
    ended: Math.max(0, total - timed.length - notLeft.size),
    ...(ends.every((end) => end !== undefined) && ends.length > 0 ? { secondsLeft: Math.max(...ends) } : {}),
  };
}

/** A run that is in no queue counts as a queue of its own. */
function aloneIn({ header, createdAt }: RunRecord): QueuePlace {
  const queue = header.startedAt ?? new Date(createdAt).toISOString();
  return { version: 1, queue, position: 1, total: 1, jobs: 1, beside: true, needs: [] };
}

function isActive({ header }: Pick<RunRecord, 'header'>): boolean {
  return header.state === 'running' || header.state === 'queued';
}

function byPlace(first: QueuePlace, second: QueuePlace): number {
  if (first.queue !== second.queue) return first.queue < second.queue ? -1 : 1;
  return first.position - second.position;
}

/**
 * Runs that a queue has left, in the order in which it would run them: stopped with it, or interrupted with its process.
 * Runs that failed, and runs that a later one with the same settings and seed replaces, are not among them.
 */
export function leftRuns(records: readonly RunRecord[]): RunRecord[] {
  const left = records.filter(
    ({ header, queue }) => queue !== undefined && header.resumable && header.state !== 'failed',
  );
  if (left.length === 0) return left;
  // Compares settings only where a run may have been replaced: few of thousands.
  const places = new Set(left.map(placeOfSettings));
  const newest = new Map<string, RunRecord>();
  for (const record of records.filter((each) => places.has(placeOfSettings(each))).sort(oldestFirst)) {
    newest.set(settingsKey(record), record);
  }
  return left
    .filter((record) => newest.get(settingsKey(record)) === record)
    .sort((a, b) => byPlace(a.queue!, b.queue!));
}

function placeOfSettings({ directory, resolved }: RunRecord): string {
  return `${path.dirname(directory)}\n${resolved.variant}\n${resolved.seed}`;
}

const settingsKeys = new WeakMap<RunRecord['resolved'], string>();

function settingsKey({ directory, resolved }: RunRecord): string {
  let key = settingsKeys.get(resolved);
  if (key === undefined) {
    const { variant, seed } = resolved;
    const folder = path.dirname(directory);
    settingsKeys.set(resolved, (key = JSON.stringify([folder, variant, seed, settingsHash(resolved)])));
  }
  return key;
}

/** The waiting or running run that has the settings, the seed and the file of the wanted one. */
export function activeRunOf(wanted: ResolvedExperiment, records: readonly RunRecord[]): RunRecord | undefined {
  const settings = (resolved: ResolvedExperiment) => {
    const { variant, seed, engine } = resolved;
    return JSON.stringify([path.resolve(resolved.file), variant, seed, engine, flattenSettings(resolved)]);
  };
  const same = settings(wanted);
  return records.find(
    ({ header, resolved, unreadable }) =>
      isActive({ header }) && !unreadable && !resolved.imported && settings(resolved) === same,
  );
}

function secondsOf(record: RunRecord, expected: ExpectedSeconds, now: number): number | undefined {
  const { state, secondsLeft, activeSeconds = 0, activeSince, epoch = 0, epochs = 0 } = record.header;
  if (state === 'running' && secondsLeft !== undefined) return secondsLeft;
  // The time that this run has taken so far is a better basis than other runs.
  const done = epoch - 1;
  if (state === 'running' && done > 0 && activeSeconds > 0) return (activeSeconds / done) * (epochs - done);
  const whole = expected(record);
  if (whole === undefined || state !== 'running' || activeSince === undefined) return whole;
  return Math.max(0, whole - activeSeconds - (now - Date.parse(activeSince)) / 1000);
}

interface Placed {
  readonly record: RunRecord;
  readonly place: QueuePlace;
}

/**
 * When each run starts and ends. Every queue has as many slots as it runs at a time; they share the machine. A queue starts
 * when those before it are done, unless it runs beside them.
 */
function schedule(
  running: readonly Placed[],
  waiting: readonly Placed[],
  secondsOfRun: (record: RunRecord) => number | undefined,
): QueueEntry[] {
  const slots = new Map<string, (number | undefined)[]>();
  let turn: number | undefined = 0;
  const entries: QueueEntry[] = [];
  const end = ({ place }: Placed, startsIn: number | undefined, seconds: number | undefined) => {
    const endsIn = startsIn === undefined || seconds === undefined ? undefined : startsIn + seconds;
    if (!place.beside) turn = turn === undefined || endsIn === undefined ? undefined : Math.max(turn, endsIn);
    return endsIn;
  };
  for (const placed of running) {
    const seconds = secondsOfRun(placed.record);
    const endsIn = end(placed, 0, seconds);
    const { queue } = placed.place;
    slots.set(queue, [...(slots.get(queue) ?? []), endsIn]);
    entries.push({
      ...placed,
      state: 'running',
      startsIn: 0,
      ...known('seconds', seconds),
      ...known('endsIn', endsIn),
    });
  }
  for (const placed of waiting) {
    // When a cluster begins it, and how long another computer takes, is not known here.
    if (placed.record.header.cluster) {
      entries.push({ ...placed, state: 'waiting' });
      continue;
    }
    const { queue, jobs, beside } = placed.place;
    let own = slots.get(queue);
    if (own === undefined) slots.set(queue, (own = Array.from({ length: jobs }, () => (beside ? 0 : turn))));
    while (own.length < jobs) own.push(0);
    const alone = secondsOfRun(placed.record);
    const seconds = alone === undefined ? undefined : alone * jobs;
    // An unknown end may be the first one: then the start of the next run is unknown too.
    const free = own.includes(undefined) ? own.indexOf(undefined) : own.indexOf(Math.min(...(own as number[])));
    const startsIn = own[free];
    own[free] = end(placed, startsIn, seconds);
    entries.push({
      ...{ ...placed, state: 'waiting' },
      ...known('seconds', seconds),
      ...known('startsIn', startsIn),
      ...known('endsIn', own[free]),
    });
  }
  return entries;
}

function known<Key extends string>(key: Key, value: number | undefined): { readonly [K in Key]?: number } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: number };
}

/** `2 of 12`: which run of the queues is running; undefined if nothing runs or waits. */
export function placeWords({ entries, total, ended }: QueueView): string | undefined {
  if (!entries.some(({ state }) => state !== 'left')) return undefined;
  return `${Math.min(total, ended + 1)} of ${total}`;
}

/** `about 2 h left`; undefined if it cannot be estimated. */
export function leftWords({ secondsLeft }: Pick<QueueView, 'secondsLeft'>): string | undefined {
  return secondsLeft === undefined ? undefined : `about ${roughDuration(secondsLeft)} left`;
}

/** The status of a run of the queue, in words. */
export function entryWords({ record, state, startsIn }: QueueEntry): string {
  const { header, summary } = record;
  if (header.stopping || state === 'running') return statusWords(header, summary);
  if (header.cluster) return header.cluster.words;
  if (state === 'waiting')
    return startsIn === undefined || startsIn === 0 ? 'waiting' : `in ${roughDuration(startsIn)}`;
  if (header.state === 'cancelled') return 'stopped';
  return header.startedAt === undefined ? 'waiting, its queue is gone' : 'interrupted';
}

/** When an entry will be done: `14:05`, with the date if it is not today; undefined if it cannot be estimated. */
export function doneAt({ endsIn }: Pick<QueueEntry, 'endsIn'>, now = new Date()): string | undefined {
  if (endsIn === undefined) return undefined;
  const then = new Date(now.getTime() + endsIn * 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const time = `${two(then.getHours())}:${two(then.getMinutes())}`;
  if (then.toDateString() === now.toDateString()) return time;
  return `${then.getFullYear()}-${two(then.getMonth() + 1)}-${two(then.getDate())} ${time}`;
}
