/** `ferexp stop`: asks runs to end with a checkpoint. */
import type { RunRecord } from '../../results/runIndex';
import { UserError } from '../../schemas/userError';
import { askToStop } from '../../storage/run/stopRuns';
import { findRun, runsAround } from '../find/findRun';
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

/** What a run does that was asked to stop. */
export function stopWords({ header }: RunRecord, all: boolean): string {
  if (header.state !== 'queued') return 'finishes its batch, then writes a checkpoint';
  return all ? 'no longer waits' : 'taken out of the queue';
}

function isActive({ header }: RunRecord): boolean {
  return header.state === 'running' || header.state === 'queued';
}
