/** Determines the state of a run from its files and the processes that they name. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { lastToken, lockHolder, readProcess } from '../storage/run/lock';
import { processState } from '../storage/machine/processIdentity';
import { modifiedAt } from '../storage/files/read';
import { runFiles, type RunState } from '../schemas/runDirectory';
import { readSubmitted } from '../storage/submission';
import type { ReadProblem, ReadSummary } from './readRun';
import type { RunSummary } from '../schemas/generated/summary';

/** A run counts as queued for at most this long if its queue's process is on another host and cannot be checked. */
const queueMs = 24 * 3_600_000;

export interface RunStatus<S = RunSummary> {
  readonly state: RunState;
  readonly stopping: boolean;
  /** It is not complete, and no process runs it or is about to. */
  readonly resumable: boolean;
  /** It has a checkpoint to continue from; without one, a resume starts again with the same seed. */
  readonly checkpoint?: boolean;
  /** Its cluster has ended the process that computed it, which wrote a checkpoint and that it was stopped. */
  readonly takenAway?: boolean;
  /** The summary that belongs to `state`; absent if the run was resumed after it was written. */
  readonly summary?: S;
  readonly problem?: ReadProblem;
}

/**
 * The state of a run, from its files and the processes that they name. It runs only while a living process holds its lock.
 *
 * A run that was submitted to a cluster waits there until it begins. When its process is gone, only the cluster knows whether
 * it starts it again, and who can ask it says so (`withClusters`); here it is interrupted, unless we asked for another start.
 *
 * The order of reading matters: the runner takes the lock before it removes queued.json, and writes summary.json before it
 * removes the lock. Reading queued.json, lock and summary in this order therefore never misses a running run.
 */
export async function readStatus(directory: string, readSummary: () => Promise<ReadSummary>): Promise<RunStatus> {
  const queued = await isQueued(directory);
  const lockFile = path.join(directory, runFiles.lock);
  if (await lockHolder(directory)) return active('running', directory);
  if (queued) return active('queued', directory);
  const locked = await modifiedAt(lockFile);
  const { summary, problem, modified } = await readSummary();
  if (problem) return { state: 'failed', stopping: false, resumable: true, problem };
  const submitted = summary?.status === 'completed' ? undefined : await readSubmitted(directory);
  if (submitted) {
    const begun = summary !== undefined || locked > 0 || (await modifiedAt(path.join(directory, runFiles.events))) > 0;
    const waits = !begun || (submitted.again !== undefined && submitted.again === (await lastToken(directory)));
    // A stop that was asked for is for the process of then; whoever stops it now takes it from its cluster.
    if (waits) return { state: 'queued', stopping: false, resumable: false };
    if (summary?.status === 'cancelled') return { ...(await interrupted(directory)), takenAway: true };
  }
  // If the lock of a dead process is newer than the summary, that process resumed the run and was killed.
  if (summary && (summary.status === 'completed' || locked <= modified)) {
    return endedStatus(summary);
  }
  return await interrupted(directory);
}

async function interrupted(directory: string): Promise<RunStatus> {
  return { state: 'interrupted', stopping: false, resumable: true, checkpoint: await hasCheckpoint(directory) };
}

/** The status of a run with a summary, which no process runs or is about to run. */
export function endedStatus<S extends Pick<RunSummary, 'status'>>(summary: S): RunStatus<S> {
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

/** Whether the run has a checkpoint to continue from. Half-written ones have other names. */
export async function hasCheckpoint(directory: string): Promise<boolean> {
  try {
    const names = await readdir(path.join(directory, runFiles.checkpoint));
    return names.some((name) => /^\d+-\d+$/.test(name));
  } catch {
    return false;
  }
}
