/** Shows the comparison and what to do next when all runs have ended. */
import path from 'node:path';
import { RunIndex, type RunRecord } from '../../results/runIndex';
import { compareRuns } from '../../results/compare';
import { comparisonText } from './comparisonText';
import type { QueuedRun, RunOutcome } from './reporter';
import { type Terminal } from './terminal';
import { counted } from '../../words/numbers';

/** A queue whose runs have all ended. */
export interface Finished {
  readonly queue: readonly QueuedRun[];
  /** In the order of the queue. */
  readonly outcomes: readonly RunOutcome[];
  /** Directories of all runs to compare, including those that were done before. */
  readonly directories: readonly string[];
  /** The command that opens their folder in VS Code; by default `code` with the folder. */
  readonly openWith?: string;
}

/**
 * Shows the comparison of the runs.
 * @returns exit code: 0 when all completed, 2 when all others were given bad input, otherwise 1
 */
export async function finish(finished: Finished, terminal: Terminal): Promise<0 | 1 | 2> {
  const { queue, outcomes, directories } = finished;
  const { records, project } = await recordsOf(directories);
  const view = await compareRuns(records, { project });
  if (terminal.json) {
    const runs = queue.map(({ directory, resolved }, i) => ({
      ...{ run: path.basename(directory), directory, variant: resolved.variant, repeat: resolved.repeat + 1 },
      ...outcomes[i],
    }));
    terminal.result(JSON.stringify({ type: 'finished', runs, comparison: view }));
  } else {
    if (view.rows.some(({ metrics }) => metrics.testAccuracy !== undefined))
      terminal.result(comparisonText(view, terminal.resultColors, terminal.width));
    sayWhatNext(finished, terminal);
  }
  const unfinished = outcomes.filter(({ status }) => status !== 'completed');
  if (unfinished.length === 0) return 0;
  return unfinished.every(({ badInput }) => badInput) ? 2 : 1;
}

/** The runs of these directories, and all runs of their projects. */
async function recordsOf(directories: readonly string[]) {
  const wanted = new Set(directories);
  const project: RunRecord[] = [];
  for (const root of new Set(directories.map((directory) => path.dirname(path.dirname(directory))))) {
    const index = new RunIndex(root);
    await index.refresh();
    project.push(...index.runs());
  }
  return { records: project.filter(({ directory }) => wanted.has(directory)), project };
}

function sayWhatNext({ queue, outcomes, openWith }: Finished, terminal: Terminal): void {
  const unfinished = queue.filter((_, i) => outcomes[i]?.status !== 'completed');
  // A run that was given bad input would only fail again.
  const resumable = queue.filter((_, i) => outcomes[i]?.status !== 'completed' && outcomes[i]?.badInput !== true);
  if (unfinished.length > 0) {
    const ids = resumable.map(({ directory }) => path.basename(directory));
    // A command that people can run as it stands: a list that breaks off is none.
    const shown = ids.length > 3 ? '--all' : ids.join(' ');
    const next =
      ids.length > 0 ? `Go on with: ferexp resume ${shown}` : 'Correct the problems above, then run it again.';
    terminal.say(`${counted(unfinished.length, 'run')} did not complete. ${next}`);
  }
  const [first] = queue;
  if (first === undefined || (unfinished.length === queue.length && resumable.length === 0)) return;
  const folder = path.relative(process.cwd(), path.resolve(first.directory, '..', '..', '..', '..')) || '.';
  const command = openWith ?? `code ${JSON.stringify(folder).slice(1, -1)}`;
  terminal.say(`Curves, confusion and comparison: open the folder in VS Code with  ${command}`);
}
