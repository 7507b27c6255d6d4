/** `ferexp diff`: what changed between two runs. */
import { type BothValues, runDifference } from '../../results/runDifference';
import { findRun } from '../find/findRun';
import { drawTable } from '../report/drawTable';
import { json, processTerminal } from '../report/terminal';
import { wrap } from '../report/wrap';

export async function diff(
  first: string,
  second: string,
  options: { readonly project: string; readonly json?: boolean },
): Promise<number> {
  const one = await findRun(first, options.project);
  const difference = await runDifference(one, await findRun(second, options.project));
  const terminal = processTerminal(options);
  if (terminal.json) {
    terminal.result(json(difference));
    return 0;
  }
  const { runs, settings, circumstances, results, notes } = difference;
  const ids = runs.map(({ runId }) => runId);
  const table = (title: string, rows: readonly BothValues[], nothing: string): void =>
    terminal.result(
      rows.length === 0
        ? nothing
        : drawTable(
            [title, ...ids],
            rows.map(({ name, values }) => [name, ...values]),
          ),
    );
  for (const { runId, name } of runs) terminal.result(`${runId}: ${name}`);
  table('settings that differ', settings, 'No setting differs.');
  table('engine, versions, data', circumstances, 'Engine, versions and data do not differ, as far as they are known.');
  table('results', results, '');
  for (const note of notes) terminal.result(wrap(note, terminal.width));
  return 0;
}
