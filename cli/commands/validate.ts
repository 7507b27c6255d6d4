/** `ferexp validate`: whether files are valid, and what they would run. */
import path from 'node:path';
import { resolveRuns } from '../../experiment/resolve';
import { readExperiment, type ReadExperiment } from '../find/experimentFile';
import { printProblems } from '../report/problems';
import { countProblems, problemObject } from '../../experiment/problemText';
import { json, processTerminal, type Terminal } from '../report/terminal';
import { counted } from '../../words/numbers';

export async function validate(files: readonly string[], options: { readonly json?: boolean }): Promise<number> {
  const terminal = processTerminal(options);
  const read = [];
  for (const file of files) read.push(await readExperiment(file));
  if (terminal.json) terminal.result(json(read.map(fileObject)));
  else for (const experiment of read) print(experiment, terminal);
  return read.every(({ file }) => file !== undefined) ? 0 : 2;
}

function fileObject({ path: file, file: experiment, problems }: ReadExperiment) {
  return {
    file,
    valid: experiment !== undefined,
    ...(experiment === undefined
      ? {}
      : {
          runs: resolveRuns(experiment, { path: file }).map(({ variant, repeat, seed }) => ({
            variant,
            repeat: repeat + 1,
            seed,
          })),
        }),
    problems: problems.map(problemObject),
  };
}

function print({ path: file, file: experiment, problems, lines }: ReadExperiment, terminal: Terminal): void {
  printProblems(file, problems, lines, terminal);
  const name = path.basename(file);
  const count = countProblems(problems);
  if (experiment === undefined) {
    terminal.say(`${name}: ${terminal.colors.red(count)}`);
    return;
  }
  const runs = resolveRuns(experiment, { path: file });
  const variants = new Set(runs.map(({ variant }) => variant)).size;
  const size = `${counted(runs.length, 'run')} of ${counted(variants, 'variant')}`;
  terminal.result(`${name}: ${terminal.resultColors.green('valid')}, ${size}${count === '' ? '' : `, ${count}`}`);
}
