/** Builds the header of a run: what its page and the lists show of it, apart from curves and results. */
import path from 'node:path';
import { totalEpochs } from '../experiment/trainingStages';
import type { RecordedExperiment } from '../experiment/types';
import type { RunState } from '../schemas/runDirectory';
import type { ListedSummary } from './listedSummary';
import type { RunProgress } from './progress';
import type { ReadProblem } from './readRun';
import type { RunStatus } from './state';
import { wilsonInterval } from './statistics/binomial';
import type { RunHeader } from '../schemas/messages/run';

type Defined<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

/**
 * Adds the properties that are not undefined: messages have none of those. In place, since a list has thousands of headers.
 */
function withDefined<T extends object, U extends object>(object: T, values: U): T & Defined<U> {
  const added: Partial<U> = object;
  for (const key in values) if (values[key] !== undefined) added[key] = values[key];
  return object as T & Defined<U>;
}

/** A run that could not write its summary may still have recorded in its events how it ended. */
function stateOf(status: RunStatus<ListedSummary>, progress: RunProgress | undefined): RunState {
  const end = status.takenAway ? undefined : progress?.ended?.status;
  return status.state === 'interrupted' && end !== undefined && end !== 'completed' ? end : status.state;
}

function explain(
  state: RunState,
  status: RunStatus<ListedSummary>,
  progress: RunProgress | undefined,
  { imported }: RecordedExperiment,
): Partial<ReadProblem> {
  if (status.problem) return status.problem;
  if (state === 'failed' || state === 'cancelled') {
    const { message, remedy } = status.summary ?? progress?.ended ?? {};
    return withDefined({}, { message, remedy });
  }
  if (state !== 'interrupted') return {};
  if (imported) return { message: 'Its result is gone.', remedy: `Delete it, and import ${imported.file} again.` };
  const message = status.takenAway
    ? 'Its cluster has ended its job.'
    : progress?.firstTime
      ? 'Its process is gone: it was killed, or the computer was switched off.'
      : 'It never started: the process that should have started it is gone.';
  const remedy = status.checkpoint
    ? 'Resume it: it continues exactly from its last checkpoint.'
    : 'Resume it: it has no checkpoint yet, so it starts again with the same seed.';
  return { message, remedy };
}

function testInterval(status: RunStatus<ListedSummary>): RunHeader['testInterval'] {
  const test = status.summary?.splits['test'];
  if (!test) return undefined;
  const { low, high } = wilsonInterval(test.accuracy, test.examples);
  return [low, high];
}

/**
 * @param progress from the run's events; without it (ended runs of the index) the header has no warnings and no speeds
 */
export function headerOf(
  directory: string,
  resolved: RecordedExperiment,
  status: RunStatus<ListedSummary>,
  progress?: RunProgress,
): RunHeader {
  const { summary } = status;
  const state = stateOf(status, progress);
  const active = state === 'running' || state === 'queued';
  // While a run is queued again, the speed of its earlier process does not apply.
  const now = state === 'queued' ? undefined : progress;
  const started = progress?.started;
  const known = {
    directory,
    runId: path.basename(directory),
    experiment: resolved.name,
    variant: resolved.variant,
    repeat: resolved.repeat,
    state,
    stopping: status.stopping,
    warnings: [...(progress?.warnings ?? [])],
    resumable: status.resumable && !resolved.imported,
  };
  return withDefined(known, {
    repeats: resolved.repeats,
    seed: resolved.seed,
    epochs: resolved.imported ? resolved.imported.epochs : totalEpochs(resolved.training),
    imported: resolved.imported,
    phase: state === 'running' ? progress?.phase : undefined,
    engine: started?.engine ?? summary?.engine,
    device: started?.device ?? summary?.device,
    startedAt: progress?.firstTime ?? summary?.startedAt,
    activeSeconds:
      progress?.activeSince === undefined
        ? undefined
        : progress.activeSeconds + (state === 'running' ? 0 : progress.currentSeconds),
    activeSince: state === 'running' ? progress?.activeSince : undefined,
    endedAt: active ? undefined : (summary?.endedAt ?? progress?.lastTime),
    epoch: progress?.epoch ?? (summary?.epochsRun || undefined),
    step: progress?.step,
    stepsPerEpoch: started?.stepsPerEpoch,
    secondsLeft: state === 'running' ? progress?.secondsLeft : undefined,
    imagesPerSecond: now?.imagesPerSecond,
    residentBytes: now?.residentBytes,
    parameters: started?.parameters ?? summary?.parameters,
    trainingExamples: started?.trainingExamples,
    testInterval: testInterval(status),
    published: resolved.published,
    ...explain(state, status, progress, resolved),
  });
}
