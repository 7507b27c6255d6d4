/** `ferexp star` and `ferexp unstar`. */
import { changeNote } from '../../storage/run/note';
import type { RunRecord } from '../../results/runIndex';
import { findRun } from '../find/findRun';
import { json, processTerminal } from '../report/terminal';

export async function star(
  names: readonly string[],
  starred: boolean,
  options: { readonly project: string; readonly json?: boolean },
): Promise<number> {
  // All are found before the first is changed.
  const runs: RunRecord[] = [];
  for (const name of names) runs.push(await findRun(name, options.project));
  for (const { directory } of runs) await changeNote(directory, { starred });
  const terminal = processTerminal(options);
  if (terminal.json) {
    terminal.result(json(runs.map(({ directory, header }) => ({ run: header.runId, directory, starred }))));
  } else {
    for (const { header } of runs) terminal.say(`${header.runId} has ${starred ? 'a' : 'no'} star.`);
  }
  return 0;
}
