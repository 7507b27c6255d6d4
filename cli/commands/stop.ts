/** `ferexp stop`: asks runs to end with a checkpoint. */
import path from 'node:path';
import type { RunRecord } from '../../results/runIndex';
import { writeFileAtomic } from '../../storage/files/atomic';
import { leaveQueue } from '../../storage/queue';
import { runFiles } from '../../schemas/runDirectory';
import { UserError } from '../../schemas/userError';
import { cancelWaiting } from '../cluster/waiting';
import { findRun, runsAround } from '../find/findRun';
import { recordUnstarted } from '../queue/unstarted';
import { json, processTerminal } from '../report/terminal';

export async function stop(
  names: readonly string[],
  options: { readonly project: string; readonly all?: boolean; readonly json?: boolean },
): Promise<number> {
  const terminal = processTerminal(options);
  if (names.length === 0 && !options.all) {
    throw new UserError(
      'No run to stop was given.',
      'Give its id or directory, or --all for everything that runs or waits.',
    );
  }
  const { project, all = false } = options;
  const records = all ? await activeRuns(project) : await activeNamed(names, project);
  await askToStop(records, all);
  if (terminal.json) {
    terminal.result(
      json(records.map(({ directory, header }) => ({ run: header.runId, directory, state: header.state }))),
    );
  } else if (records.length === 0) {
    terminal.result('Nothing runs or waits.');
  } else {
    for (const record of records) terminal.result(`${record.header.runId}: ${stopWords(record, all)}`);
    if (all) terminal.say('Go on with all of them, in their order: ferexp resume --all');
  }
  return 0;
}

/** The runs of a project that are running or waiting. */
export async function activeRuns(project: string): Promise<RunRecord[]> {
  return (await runsAround(project)).filter(isActive);
}

/** @throws UserError for a name of no run, or of a run that neither runs nor waits */
export async function activeNamed(names: readonly string[], project: string): Promise<RunRecord[]> {
  const records = [];
  for (const name of names) {
    const record = await findRun(name, project);
    if (!isActive(record)) {
      throw new UserError(`The run ${record.header.runId} is not running: it is ${record.header.state}.`);
    }
    records.push(record);
  }
  return records;
}

/** @param all waiting runs are kept for later, and not only taken out of their queue */
export async function askToStop(records: readonly RunRecord[], all: boolean): Promise<void> {
  // Waiting runs first, so that none of them starts in between.
  const waitingFirst = [...records].sort((a, b) => a.header.state.localeCompare(b.header.state));
  const cancelled = await cancelWaiting(records);
  for (const { directory, header, resolved } of waitingFirst) {
    // A waiting run that is stopped by name is no longer wanted; with --all it is kept for later.
    if (!all && header.state === 'queued') await leaveQueue(directory);
    // No process of ours waits for it, and none would read the request.
    if (cancelled.has(directory) && !resolved.imported) {
      await recordUnstarted({ directory, resolved }, { status: 'cancelled', message: 'Stopped before it began.' });
    } else await writeFileAtomic(path.join(directory, runFiles.stop), '');
  }
}

/** What a run does that was asked to stop. */
export function stopWords({ header }: RunRecord, all: boolean): string {
  if (header.state !== 'queued') return 'finishes its batch, then writes a checkpoint';
  return all ? 'no longer waits' : 'taken out of the queue';
}

function isActive({ header }: RunRecord): boolean {
  return header.state === 'running' || header.state === 'queued';
}
