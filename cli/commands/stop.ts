/** `ferexp stop`: asks runs to end with a checkpoint. */
import path from 'node:path';
import type { RunRecord } from '../../results/runIndex';
import { writeFileAtomic } from '../../storage/files/atomic';
import { leaveQueue } from '../../storage/queue';
import { runFiles } from '../../schemas/runDirectory';
import { UserError } from '../../schemas/userError';
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
  const records = options.all
    ? (await runsAround(options.project)).filter(isActive)
    : await named(names, options.project);
  // Waiting runs first, so that none of them starts in between.
  const waitingFirst = [...records].sort((a, b) => a.header.state.localeCompare(b.header.state));
  for (const { directory, header } of waitingFirst) {
    // A waiting run that is stopped by name is no longer wanted; with --all it is kept for later.
    if (!options.all && header.state === 'queued') await leaveQueue(directory);
    await writeFileAtomic(path.join(directory, runFiles.stop), '');
  }
  if (terminal.json) {
    terminal.result(
      json(records.map(({ directory, header }) => ({ run: header.runId, directory, state: header.state }))),
    );
  } else if (records.length === 0) {
    terminal.result('Nothing runs or waits.');
  } else {
    for (const { header } of records) {
      const what =
        header.state !== 'queued'
          ? 'finishes its batch, then writes a checkpoint'
          : options.all
            ? 'no longer waits'
            : 'taken out of the queue';
      terminal.result(`${header.runId}: ${what}`);
    }
    if (options.all) terminal.say('Go on with all of them, in their order: ferexp resume --all');
  }
  return 0;
}

function isActive({ header }: RunRecord): boolean {
  return header.state === 'running' || header.state === 'queued';
}

async function named(names: readonly string[], folder: string): Promise<RunRecord[]> {
  const records = [];
  for (const name of names) {
    const record = await findRun(name, folder);
    if (!isActive(record)) {
      throw new UserError(`The run ${record.header.runId} is not running: it is ${record.header.state}.`);
    }
    records.push(record);
  }
  return records;
}
