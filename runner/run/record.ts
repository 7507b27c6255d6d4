/** Collects facts about a run, and writes its end: summary.json and the event `run-ended`. */
import { open } from 'node:fs/promises';
import path from 'node:path';
import type { ResolvedExperiment } from '../../experiment/types';
import { writeFileAtomic } from '../../storage/files/atomic';
import { parseEventLine } from '../../storage/run/eventLine';
import type { EventWriter } from '../../storage/run/events';
import type { RunSummary } from '../../schemas/generated/summary';
import { runFiles } from '../../schemas/runDirectory';
import type { TrainingState } from '../train/state';

/** Facts for the summary, filled in as they become known, so that the summary of a failed run has them too. */
export interface RunFacts {
  engine?: string;
  device?: string;
  dataFingerprint?: string;
  classNames?: readonly string[];
  parameters?: number;
  /** The search that chose settings, if there was one. */
  search?: NonNullable<RunSummary['search']>;
  /** How far training is. */
  state?: TrainingState;
}

export interface RunEnd {
  readonly status: RunSummary['status'];
  readonly message?: string;
  readonly remedy?: string;
  readonly splits?: RunSummary['splits'];
}

/** @throws UserError if the disk is full or similar */
export async function writeEnd(
  runDirectory: string,
  resolved: ResolvedExperiment,
  facts: RunFacts,
  events: EventWriter,
  end: RunEnd,
): Promise<RunSummary> {
  const { status, splits } = end;
  const { engine, device, dataFingerprint, classNames, parameters, search, state } = facts;
  const endedAt = new Date().toISOString();
  const summary: RunSummary = {
    version: 1,
    runId: path.basename(runDirectory),
    experiment: resolved.name,
    variant: resolved.variant,
    repeat: resolved.repeat,
    seed: resolved.seed,
    status,
    ...reasonOf(end),
    startedAt: (await firstEventTime(runDirectory)) ?? endedAt,
    endedAt,
    trainingSeconds: state?.trainingSeconds ?? 0,
    ...(engine !== undefined ? { engine } : {}),
    ...(device !== undefined ? { device } : {}),
    ...(dataFingerprint !== undefined ? { dataFingerprint } : {}),
    ...(classNames ? { classNames: [...classNames] } : {}),
    ...(parameters !== undefined ? { parameters } : {}),
    ...(search ? { search } : {}),
    epochsRun: state?.finishedEpochs ?? 0,
    ...(state?.best ? { best: state.best } : {}),
    ...(state?.last ? { last: state.last } : {}),
    ...(splits ? { evaluatedWeights: resolved.training.selectBest === 'last' ? 'last' : 'best' } : {}),
    splits: splits ?? {},
  };
  await writeFileAtomic(path.join(runDirectory, runFiles.summary), `${JSON.stringify(summary, null, 2)}\n`);
  writeRunEnded(events, end);
  return summary;
}

/** @throws UserError if the disk is full or similar */
export function writeRunEnded(events: EventWriter, end: RunEnd): void {
  events.write({ type: 'run-ended', status: end.status, ...reasonOf(end) });
}

function reasonOf({ message, remedy }: RunEnd): Pick<RunEnd, 'message' | 'remedy'> {
  return { ...(message !== undefined ? { message } : {}), ...(remedy !== undefined ? { remedy } : {}) };
}

/** When the first process of the run began. */
async function firstEventTime(runDirectory: string): Promise<string | undefined> {
  const handle = await open(path.join(runDirectory, runFiles.events), 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0);
    const event = parseEventLine(buffer.toString('utf8', 0, bytesRead).split('\n', 1)[0]!);
    return typeof event === 'object' ? event.time : undefined;
  } finally {
    await handle.close();
  }
}
