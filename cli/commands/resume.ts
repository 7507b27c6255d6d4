/** `ferexp resume`: continues runs that were stopped, interrupted or failed. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { trainedHere } from '../../experiment/imported';
import type { ResolvedExperiment } from '../../experiment/types';
import { leftRuns } from '../../results/queue';
import type { RunRecord } from '../../results/runIndex';
import { writeFileAtomic } from '../../storage/files/atomic';
import { readProcess, refuseHeld, takeOver } from '../../storage/run/lock';
import { currentProcess } from '../../storage/machine/processIdentity';
import { reduceTotals, neededRuns } from '../../storage/queue';
import { leaveCluster } from '../../storage/submission';
import { runFiles } from '../../schemas/runDirectory';
import { UserError } from '../../schemas/userError';
import { findRun, runsAround } from '../find/findRun';
import type { QueuedRun } from '../report/reporter';
import { chooseEngine } from '../../runner/engine';
import { runnerEntry } from '../tasks/entries';
import { type QueueChoice, startQueue } from '../queue/startQueue';
import { processTerminal } from '../report/terminal';

export interface ResumeOptions extends QueueChoice {
  readonly project: string;
  /** Everything that queues left over. */
  readonly all?: boolean;
  /** Takes named runs from processes on other computers. */
  readonly takeOver?: boolean;
  readonly json?: boolean;
}

export async function resume(names: readonly string[], options: ResumeOptions): Promise<number> {
  const terminal = processTerminal(options);
  if (names.length === 0 && !options.all) {
    throw new UserError('No run to resume was given.', 'Give its id or directory, or --all for what queues left over.');
  }
  if (options.all && options.takeOver) {
    throw new UserError(
      '--take-over takes a run that you name from a lost process, and --all names none.',
      'Give its id.',
    );
  }
  const all = await runsAround(options.project);
  const records = options.all ? leftRuns(all) : await named(names, options.project);
  if (records.length === 0) {
    terminal.say('There is nothing to resume: no run was stopped with its queue or lost its queue.');
    return 0;
  }
  const resumable: ResumableRun[] = [];
  for (const record of records) resumable.push(await checkResumable(record, options.takeOver ?? false));
  const runner = runnerEntry();
  for (const engine of new Set(resumable.map(({ resolved }) => resolved.engine))) await chooseEngine(engine);
  return startQueue({
    ...{ runner, terminal },
    ...(options.jobs === undefined ? {} : { jobs: options.jobs }),
    ...(options.beside === undefined ? {} : { beside: options.beside }),
    queue: () => waitAgain(resumable, all),
    done: doneBeside(resumable, all),
  });
}

/** The completed runs of the same experiments: resumed runs alone may lack the one that others are compared with. */
function doneBeside(resumed: readonly ResumableRun[], all: readonly RunRecord[]): string[] {
  const folders = new Set(resumed.map(({ directory }) => path.dirname(directory)));
  const isDone = ({ directory, header }: RunRecord): boolean =>
    header.state === 'completed' && folders.has(path.dirname(directory));
  return all.filter(isDone).map(({ directory }) => directory);
}

async function named(names: readonly string[], project: string): Promise<RunRecord[]> {
  const records = [];
  for (const name of names) records.push(await findRun(name, project));
  return records;
}

/** A run with a training to go on with. */
interface ResumableRun extends Pick<RunRecord, 'directory' | 'queue'> {
  readonly resolved: ResolvedExperiment;
}

/**
 * Marks the runs as waiting, so that they obey a stop that is asked for from now on.
 * @param all runs of the project
 */
async function waitAgain(records: readonly ResumableRun[], all: readonly RunRecord[]): Promise<QueuedRun[]> {
  const resumed = new Set(records.map(({ directory }) => directory));
  const staying = all.filter(({ directory }) => !resumed.has(directory));
  await reduceTotals(
    records.flatMap(({ queue }) => queue ?? []),
    staying.flatMap(({ directory, queue }) => (queue ? [{ directory, place: queue }] : [])),
  );
  const process = JSON.stringify(currentProcess());
  for (const { directory } of records) {
    await leaveCluster(directory);
    await writeFileAtomic(path.join(directory, runFiles.queued), process);
  }
  return records.map(({ directory, resolved, queue }) => {
    const needs = queue ? neededRuns(directory, queue) : originsOf(resolved);
    return { directory, resolved, ...(needs.length > 0 && { needs }) };
  });
}

/** The runs that a run without a queue starts and learns from. */
function originsOf({ initFrom, techniques }: ResolvedExperiment): string[] {
  const runs = [initFrom, techniques.distillation?.from].flatMap((from) =>
    from && 'experiment' in from && from.run !== undefined && existsSync(from.run) ? [from.run] : [],
  );
  return [...new Set(runs)];
}

async function checkResumable(
  { directory, header, resolved, queue, unreadable }: RunRecord,
  takesOver: boolean,
): Promise<ResumableRun> {
  const { runId, state } = header;
  if (unreadable) throw new UserError(unreadable.message, unreadable.remedy);
  const trained = trainedHere(resolved, runId, 'there is no training here to go on with');
  if (state === 'completed') {
    throw new UserError(
      `The run ${runId} is complete: there is nothing to resume.`,
      'Run the experiment again for a new run.',
    );
  }
  if (state === 'running') {
    if (takesOver) await takeOver(directory);
    await refuseHeld(directory);
  }
  if (state === 'queued') {
    const waiting = await readProcess(path.join(directory, runFiles.queued));
    throw new UserError(
      `The run ${runId} is waiting for its turn${waiting ? `: process ${waiting.pid} on ${waiting.host} will start it` : ''}.`,
      `Take it out of the queue with: ferexp stop ${runId}`,
      1,
    );
  }
  return { directory, resolved: trained, ...(queue && { queue }) };
}
