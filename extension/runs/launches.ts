import type { RunRecord } from '../../results/runIndex';
import { isActive } from './runTracker';
import { counted } from '../../words/numbers';

/** One `ferexp` process that was started from here. Kept over reloads of the window. */
export interface Launch {
  readonly pid: number;
  /** Absolute path of the experiment file, or of the run that is resumed. */
  readonly target: string;
  /** Name of the experiment. */
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly log: string;
  /** Its runs, where they are known: of a resume of several, and once another launch of the file has begun. */
  readonly directories?: readonly string[];
  /** Directories of runs that existed when it started and are not its own; of a resume, all but the resumed. */
  readonly earlier: readonly string[];
}

export interface LaunchOutcome {
  /** `elsewhere`: another process has gone on with all of its runs, and will tell. */
  readonly kind: 'completed' | 'cancelled' | 'failed' | 'nothing' | 'elsewhere';
  /** For a notification. */
  readonly message: string;
  readonly runs: readonly RunRecord[];
}

/**
 * What a launch has made so far is told from what a later one of the same file makes.
 * @param later that begins now
 */
export function withItsRuns(launch: Launch, later: Launch, records: readonly RunRecord[]): Launch {
  if (launch.directories || launch.target !== later.target) return launch;
  const made = records.filter(({ directory, resolved }) => {
    return resolved.file === launch.target && !launch.earlier.includes(directory) && later.earlier.includes(directory);
  });
  return made.length === 0 ? launch : { ...launch, directories: made.map(({ directory }) => directory) };
}

/**
 * How a launch ended, from the runs it made: a failure first, since it is what a person must act on. A run that goes on is
 * one that another process was asked to resume: this one has ended.
 * @param records the runs of the experiment
 * @param lastLine the last line of its log, for when it ended before it made a run
 */
export function outcomeOf(launch: Launch, records: readonly RunRecord[], lastLine: string | undefined): LaunchOutcome {
  const earlier = new Set(launch.earlier);
  const made = records.filter(({ directory }) => !earlier.has(directory));
  const runs = made.filter((record) => !isActive(record));
  const failed = runs.find(({ header }) => header.state === 'failed' || header.state === 'interrupted');
  if (failed) {
    const { variant, message, remedy, state } = failed.header;
    const why = message ?? (state === 'interrupted' ? 'its process ended without a word.' : 'see its log.');
    return { kind: 'failed', message: `${launch.name}, ${variant}: ${[why, remedy].filter(Boolean).join(' ')}`, runs };
  }
  if (runs.length === 0 && made.length > 0) return { kind: 'elsewhere', message: '', runs };
  if (runs.length === 0) {
    return { kind: 'nothing', message: `${launch.name} did not start. ${lastLine ?? 'See its log.'}`, runs };
  }
  if (runs.some(({ header }) => header.state === 'cancelled')) {
    return { kind: 'cancelled', message: `${launch.name} was stopped.`, runs };
  }
  return { kind: 'completed', message: `${launch.name} is done: ${counted(runs.length, 'run')}.`, runs };
}
