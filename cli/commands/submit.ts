/** `ferexp submit`: plans the runs of experiment files for a cluster. */
import path from 'node:path';
import { newQueueId } from '../../storage/queue';
import { makeSubmission } from '../cluster/makeSubmission';
import { dataFingerprints } from '../plan/dataFingerprint';
import { planWanted } from '../plan/wanted';
import { overridesOf, type RunChoice, sayKnown, wantedRuns } from '../plan/wantedRuns';
import { processProgress } from '../report/processProgress';
import { titleOf } from '../report/reporter';
import { json, processTerminal } from '../report/terminal';
import { counted } from '../../words/numbers';

export interface SubmitOptions extends RunChoice {
  /** Also plans what is done, running or waiting. */
  readonly again?: boolean;
  /** Only shows what would be submitted. */
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export async function submit(files: readonly string[], options: SubmitOptions): Promise<number> {
  const terminal = processTerminal(options);
  const set = overridesOf(options);
  const wanted = await wantedRuns(files, options, terminal);
  if (wanted === undefined) return 2;
  const progress = processProgress(terminal);
  const { again = false, dryRun = false } = options;
  const { runs, ...known } = await planWanted(wanted, { again, set }, progress.onProgress).finally(() =>
    progress.end(),
  );
  sayKnown({ runs, ...known }, terminal);
  if (dryRun || runs.length === 0) {
    for (const [index, { resolved }] of runs.entries()) {
      terminal.result(`${index}  ${resolved.name}, ${titleOf(resolved)}`);
    }
    terminal.say(`${counted(runs.length, 'run')} would be submitted.`);
    return 0;
  }
  const fingerprintOf = dataFingerprints(progress.onProgress);
  const made = await makeSubmission(runs, { id: newQueueId(), fingerprintOf }).finally(() => progress.end());
  const elements = made.runs.map(({ directory }, index) => ({ index, run: path.basename(directory), directory }));
  if (terminal.json) {
    terminal.result(json({ plan: made.file, elements }));
    return 0;
  }
  terminal.result(made.file);
  terminal.say(`${counted(runs.length, 'run')} planned. Each is computed by: ferexp run-item --plan PLAN --index N`);
  return 0;
}
