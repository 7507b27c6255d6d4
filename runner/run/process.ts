/** The work of the runner process: locks the run directory, trains, and reports how it ended. */
import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { trainedHere } from '../../experiment/imported';
import type { ResolvedExperiment } from '../../experiment/types';
import { sweepTemporary } from '../../storage/files/atomic';
import { EventWriter, type NewEvent } from '../../storage/run/events';
import { acquireLock } from '../../storage/run/lock';
import { readResolved, readSummary } from '../../storage/run/runFile';
import type { RunSummary } from '../../schemas/generated/summary';
import { runFiles } from '../../schemas/runDirectory';
import { UserError } from '../../schemas/userError';
import { forTerminal } from '../../words/printable';
import type { SubmittedElement } from './element';
import { executeRun } from './execute';
import { explainFailure } from './failures';
import { appendLog, copyOutput } from './log';
import { describeEvent } from './narration';
import { type RunEnd, type RunFacts, writeEnd, writeRunEnded } from './record';
import type { RunSession } from './session';
import { StopSignal } from './stop';
import { percent } from '../../words/numbers';

/**
 * Trains a run, or resumes it, until it ends or is asked to stop.
 * @param element for a run of a submission
 * @param onStart receives the signal with which to ask for a stop, before anything that takes long
 * @returns exit code: 0 if completed or stopped as requested, 1 for failures, 2 for bad input
 */
export async function runProcess(
  runDirectory: string,
  onStart: (stop: StopSignal) => void,
  element?: SubmittedElement,
): Promise<0 | 1 | 2> {
  try {
    const recorded = await readResolved(runDirectory);
    const resolved = trainedHere(recorded, path.basename(runDirectory), 'there is nothing here to train');
    const lock = await acquireLock(runDirectory, element?.job);
    try {
      await refuseCompleted(runDirectory);
      return await workOnRun(runDirectory, resolved, onStart, element?.data);
    } finally {
      await lock.release();
    }
  } catch (error) {
    return complain(runDirectory, error);
  }
}

async function workOnRun(
  runDirectory: string,
  resolved: ResolvedExperiment,
  onStart: (stop: StopSignal) => void,
  expectedData: string | undefined,
): Promise<0 | 1 | 2> {
  const stopCopying = copyOutput(runDirectory);
  const stop = new StopSignal(runDirectory);
  try {
    onStart(stop);
    await stop.watch(await hasEvents(runDirectory));
    await rm(path.join(runDirectory, runFiles.queued), { force: true });
    // Only the holder of the lock writes to these.
    for (const folder of [runFiles.model, runFiles.predictions]) await sweepTemporary(path.join(runDirectory, folder));
    // Delete the old summary: the run is active again.
    await rm(path.join(runDirectory, runFiles.summary), { force: true });
    const events = await EventWriter.open(runDirectory);
    try {
      const wanted = { runDirectory, resolved, stop, ...(expectedData !== undefined && { expectedData }) };
      return await recordRun(wanted, events);
    } finally {
      events.close();
    }
  } finally {
    await stop.dispose();
    stopCopying();
  }
}

async function recordRun(
  wanted: Pick<RunSession, 'runDirectory' | 'resolved' | 'stop' | 'expectedData'>,
  events: EventWriter,
): Promise<0 | 1 | 2> {
  const { runDirectory, resolved } = wanted;
  const facts: RunFacts = {};
  const emit = (event: NewEvent) => {
    events.write(event);
    const words = describeEvent(event);
    if (words !== undefined) console.log(forTerminal(words));
  };
  try {
    const end = await executeRun({ ...wanted, facts, emit });
    await writeEnd(runDirectory, resolved, facts, events, end);
    console.log(forTerminal(describeEnd(end)));
    return 0;
  } catch (error) {
    const { message, remedy } = explainFailure(error);
    const end: RunEnd = { status: 'failed', message, ...(remedy !== undefined ? { remedy } : {}) };
    await writeEnd(runDirectory, resolved, facts, events, end).catch(() => {
      reportEnd(events, end);
    });
    return complain(runDirectory, error);
  }
}

/** If there is no space for a summary, there may be enough for a line. If not, the first failure is what matters. */
function reportEnd(events: EventWriter, end: RunEnd): void {
  try {
    writeRunEnded(events, end);
  } catch {
    return;
  }
}

/** Prints the message and what to do about it. The stack trace goes only to the log. */
function complain(runDirectory: string, error: unknown): 1 | 2 {
  const { message, remedy, exitCode } = explainFailure(error);
  console.error(forTerminal(remedy === undefined ? message : `${message}\n${remedy}`));
  if (!(error instanceof UserError)) {
    appendLog(runDirectory, `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  }
  return exitCode;
}

function describeEnd({ status, message, splits }: RunEnd): string {
  if (status !== 'completed') return message ?? status;
  const accuracy = splits?.['test']?.accuracy;
  return accuracy === undefined ? 'Completed.' : `Completed: test accuracy ${percent(accuracy)}.`;
}

async function refuseCompleted(runDirectory: string): Promise<void> {
  let summary: RunSummary | undefined;
  try {
    summary = await readSummary(runDirectory);
  } catch {
    // With a summary that cannot be read, the run resumes from its checkpoint and writes it again.
    return;
  }
  if (summary?.status === 'completed') {
    throw new UserError(
      `The run ${path.basename(runDirectory)} is complete: there is nothing to resume.`,
      'Run the experiment again for a new run.',
    );
  }
}

async function hasEvents(runDirectory: string): Promise<boolean> {
  return stat(path.join(runDirectory, runFiles.events)).then(
    ({ size }) => size > 0,
    () => false,
  );
}
