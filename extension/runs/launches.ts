/** Describes `ferexp` processes that were started from here, and how they ended. */
import type { RunRecord } from '../../results/runIndex';
import { isActive } from './runTracker';
import { counted } from '../../words/numbers';

/** One `ferexp` process that was started from here. Stored, so that it survives reloads of the window. */
export interface Launch {
  readonly pid: number;
  /** Absolute path of the experiment file, or of the resumed run. */
  readonly target: string;
  /** Name of the experiment. */
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly log: string;
  /** Its runs, if known: for a resume of several runs, and once another process was started for the same file. */
  readonly directories?: readonly string[];
  /** Directories of runs that existed when it started and are not its own; for a resume, all but the resumed one. */
  readonly earlier: readonly string[];
}

export interface LaunchOutcome {
  /** `elsewhere`: another process continues all of its runs and will report them. */
  readonly kind: 'completed' | 'cancelled' | 'failed' | 'nothing' | 'elsewhere';
  /** For a notification. */
  readonly message: string;
  readonly runs: readonly RunRecord[];
}

/**
 * Records the runs that a launch has made so far, to distinguish them from those of a later launch of the same file.
 * @param later the launch that starts now
 */
export function withItsRuns(launch: Launch, later: Launch, records: readonly RunRecord[]): Launch {
  if (launch.directories || launch.target !== later.target) return launch;
  const made = records.filter(({ directory, resolved }) => {
    return resolved.file === launch.target && !launch.earlier.includes(directory) && later.earlier.includes(directory);
  });
  return made.length === 0 ? launch : { ...launch, directories: made.map(({ directory }) => directory) };
}

/**
 * How a launch ended, from the runs it made. A failure comes first, because the user must act on it. If a run of an ended
 * launch is active, another process has resumed it.
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
    const why = message ?? (state === 'interrupted' ? 'its process ended without a message.' : 'see its log.');
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
