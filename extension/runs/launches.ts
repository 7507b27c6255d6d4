import type { RunRecord } from '../../results/runIndex';
import { isActive } from './runTracker';

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
  /** The runs that it goes on with, of a resume of several. */
  readonly directories?: readonly string[];
  /** Directories of runs that existed when it started and are not its own; of a resume, all but the resumed. */
  readonly earlier: readonly string[];
}

export interface LaunchOutcome {
  readonly kind: 'completed' | 'cancelled' | 'failed' | 'nothing';
  /** For a notification. */
  readonly message: string;
  readonly runs: readonly RunRecord[];
}

const plural = (count: number, one: string): string => (count === 1 ? `1 ${one}` : `${count} ${one}s`);

/**
 * How a launch ended, from the runs it made: a failure first, since it is what a person must act on.
 * @param records the runs of the experiment
 * @param lastLine the last line of its log, for when it ended before it made a run
 */
export function outcomeOf(launch: Launch, records: readonly RunRecord[], lastLine: string | undefined): LaunchOutcome {
  const earlier = new Set(launch.earlier);
  const runs = records.filter(({ directory }) => !earlier.has(directory));
  const failed = runs.find(({ header }) => header.state === 'failed' || header.state === 'interrupted');
  if (failed) {
    const { variant, message, remedy, state } = failed.header;
    const why = message ?? (state === 'interrupted' ? 'its process ended without a word.' : 'see its log.');
    return { kind: 'failed', message: `${launch.name}, ${variant}: ${[why, remedy].filter(Boolean).join(' ')}`, runs };
  }
  if (runs.length === 0) {
    return { kind: 'nothing', message: `${launch.name} did not start. ${lastLine ?? 'See its log.'}`, runs };
  }
  if (runs.some(isActive)) return { kind: 'nothing', message: `${launch.name} was left waiting. See its log.`, runs };
  if (runs.some(({ header }) => header.state === 'cancelled')) {
    return { kind: 'cancelled', message: `${launch.name} was stopped.`, runs };
  }
  return { kind: 'completed', message: `${launch.name} is done: ${plural(runs.length, 'run')}.`, runs };
}
