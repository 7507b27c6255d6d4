import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { lockHolder, readProcess } from '../storage/run/lock';
import { processState } from '../storage/machine/processIdentity';
import { modifiedAt } from '../storage/files/read';
import { runFiles, type RunState } from '../schemas/runDirectory';
import type { ReadProblem, ReadSummary } from './readRun';
import type { RunSummary } from '../schemas/generated/summary';

/** How long a run waits its turn at most, when the process that queued it is on another host and cannot be asked. */
const queueMs = 24 * 3_600_000;

export interface RunStatus {
  readonly state: RunState;
  readonly stopping: boolean;
  /** It is not complete, and nothing runs or is about to run it. */
  readonly resumable: boolean;
  /** It has a checkpoint to go on from; without one, a resume begins anew with the same seed. */
  readonly checkpoint?: boolean;
  /** Of the end that `state` tells of; the summary of an end that the run was resumed from is none. */
  readonly summary?: RunSummary;
  readonly problem?: ReadProblem;
}

/**
 * Where a run stands, by its files and the processes that they name. It runs only while a living process holds its lock.
 *
 * The order of reading matters: the runner takes the lock before it removes queued.json and writes summary.json before it
 * removes the lock, so reading queued.json, lock, summary in this order never misses a run that is just going on.
 */
export async function readStatus(directory: string, readSummary: () => Promise<ReadSummary>): Promise<RunStatus> {
  const queued = await isQueued(directory);
  const lockFile = path.join(directory, runFiles.lock);
  if (await lockHolder(directory)) return active('running', directory);
  if (queued) return active('queued', directory);
  const locked = await modifiedAt(lockFile);
  const { summary, problem, modified } = await readSummary();
  if (problem) return { state: 'failed', stopping: false, resumable: true, problem };
  // A dead lock newer than the summary is of a process that resumed the run and was killed.
  if (summary && (summary.status === 'completed' || locked <= modified)) {
    return endedStatus(summary);
  }
  return { state: 'interrupted', stopping: false, resumable: true, checkpoint: await hasCheckpoint(directory) };
}

/** Of a run that no process runs or is about to run. */
export function endedStatus(summary: RunSummary): RunStatus {
  return { state: summary.status, stopping: false, resumable: summary.status !== 'completed', summary };
}

async function active(state: 'running' | 'queued', directory: string): Promise<RunStatus> {
  return { state, stopping: (await modifiedAt(path.join(directory, runFiles.stop))) > 0, resumable: false };
}

async function isQueued(directory: string): Promise<boolean> {
  const file = path.join(directory, runFiles.queued);
  const process = await readProcess(file);
  if (!process) return false;
  const state = processState(process);
  if (state !== 'unknown') return state === 'alive';
  return Date.now() - (await modifiedAt(file)) < queueMs;
}

/** Does the run have a checkpoint to go on from? Half-written ones have other names. */
export async function hasCheckpoint(directory: string): Promise<boolean> {
  try {
    const names = await readdir(path.join(directory, runFiles.checkpoint));
    return names.some((name) => /^\d+-\d+$/.test(name));
  } catch {
    return false;
  }
}
