/** What is said when all runs have ended. */
import path from 'node:path';
import { RunIndex } from '../../results/runIndex';
import { compareRuns } from '../../results/compare';
import { comparisonText } from './comparisonText';
import type { QueuedRun, RunOutcome } from './reporter';
import { counted, type Terminal } from './terminal';

/**
 * Shows the comparison of the runs.
 * @param directories of all runs to compare, also those that were done before
 * @returns exit code: 0 when all completed, 2 when all that did not were given bad input, else 1
 */
export async function finish(
  queue: readonly QueuedRun[],
  outcomes: readonly RunOutcome[],
  directories: readonly string[],
  terminal: Terminal,
): Promise<0 | 1 | 2> {
  const view = await compareRuns(await recordsOf(directories));
  if (terminal.json) {
    const runs = queue.map(({ directory, resolved }, i) => ({
      ...{ run: path.basename(directory), directory, variant: resolved.variant, repeat: resolved.repeat },
      ...outcomes[i],
    }));
    terminal.result(JSON.stringify({ type: 'finished', runs, comparison: view }));
  } else {
    if (view.rows.some(({ metrics }) => metrics.testAccuracy !== undefined))
      terminal.result(comparisonText(view, terminal.resultColors, terminal.width));
    sayWhatNext(queue, outcomes, terminal);
  }
  const unfinished = outcomes.filter(({ status }) => status !== 'completed');
  if (unfinished.length === 0) return 0;
  return unfinished.every(({ badInput }) => badInput) ? 2 : 1;
}

async function recordsOf(directories: readonly string[]) {
  const wanted = new Set(directories);
  const records = [];
  for (const root of new Set(directories.map((directory) => path.dirname(path.dirname(directory))))) {
    const index = new RunIndex(root);
    await index.refresh();
    records.push(...index.runs().filter((record) => wanted.has(record.directory)));
  }
  return records;
}

function sayWhatNext(queue: readonly QueuedRun[], outcomes: readonly RunOutcome[], terminal: Terminal): void {
  const unfinished = queue.filter((_, i) => outcomes[i]?.status !== 'completed');
  if (unfinished.length > 0) {
    const ids = unfinished.map(({ directory }) => path.basename(directory));
    const shown = ids.slice(0, 3).join(' ') + (ids.length > 3 ? ' …' : '');
    terminal.say(`${counted(unfinished.length, 'run')} did not complete. Go on with: ferexp resume ${shown}`);
  }
  const project = queue[0] === undefined ? undefined : path.resolve(queue[0].directory, '..', '..', '..', '..');
  if (project === undefined) return;
  const folder = path.relative(process.cwd(), project) || '.';
  terminal.say(
    `Curves, confusion and comparison: open the folder in VS Code with  code ${JSON.stringify(folder).slice(1, -1)}`,
  );
}
