/** `ferexp resume`: goes on with runs that were stopped, interrupted or failed. */
import path from 'node:path';
import type { RunRecord } from '../../../results/runIndex';
import { writeFileAtomic } from '../../../rundir/atomic';
import { lockHolder, readProcess } from '../../../rundir/lock';
import { currentProcess } from '../../../rundir/processIdentity';
import { runFiles } from '../../../schemas/runDirectory';
import { UserError } from '../../../schemas/userError';
import { chooseReporter } from '../chooseReporter';
import { findRun } from '../findRun';
import { finish } from '../finish';
import { Interruption } from '../interruption';
import { engineEnvironment } from '../launch';
import { runQueue } from '../queue';
import { runnerEntry } from '../runnerEntry';
import { processTerminal } from '../terminal';

export async function resume(
  given: readonly string[],
  options: { readonly project: string; readonly json?: boolean },
): Promise<number> {
  const terminal = processTerminal(options);
  const records = [];
  for (const name of given) records.push(await findRun(name, options.project));
  for (const record of records) await checkResumable(record);
  const runner = runnerEntry();
  for (const { resolved } of records) await engineEnvironment(resolved.engine);
  const interruption = new Interruption();
  try {
    // They show as waiting, and a stop that is asked for from now on is meant.
    for (const { directory } of records) {
      await writeFileAtomic(path.join(directory, runFiles.queued), JSON.stringify(currentProcess()));
    }
    const outcomes = await runQueue(records, {
      runner,
      environment: engineEnvironment,
      reporter: chooseReporter(terminal),
      stop: interruption,
    });
    return await finish(
      records,
      outcomes,
      records.map(({ directory }) => directory),
      terminal,
    );
  } finally {
    interruption.dispose();
  }
}

async function checkResumable({ directory, header, unreadable }: RunRecord): Promise<void> {
  const { runId, state } = header;
  if (unreadable) throw new UserError(unreadable.message, unreadable.remedy);
  if (state === 'completed') {
    throw new UserError(
      `The run ${runId} is complete: there is nothing to resume.`,
      'Run the experiment again for a new run.',
    );
  }
  if (state === 'running') {
    const holder = await lockHolder(directory);
    throw new UserError(
      `The run ${runId} is running already${holder ? `: process ${holder.pid} on ${holder.host}` : ''}.`,
      'Wait until it ends, or stop it first with: ferexp stop ' + runId,
      1,
    );
  }
  if (state === 'queued') {
    const waiting = await readProcess(path.join(directory, runFiles.queued));
    throw new UserError(
      `The run ${runId} waits its turn${waiting ? `: process ${waiting.pid} on ${waiting.host} will start it` : ''}.`,
      `Take it out with: ferexp stop ${runId}`,
      1,
    );
  }
}
