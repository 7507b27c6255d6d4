/** `ferexp ensemble`: makes a run of the answers that several runs give together. */
import path from 'node:path';
import { rowNameProblem } from '../../experiment/names';
import { cacheFolderOf } from '../../experiment/project';
import { RunIndex, type RunRecord } from '../../results/runIndex';
import { statusWords } from '../../results/words';
import { loadDataset } from '../../runner/data/load';
import { makeEnsemble } from '../../runner/imported/ensemble';
import type { Ensemble, EnsembleMember } from '../../schemas/imported';
import { isSetSplit } from '../../schemas/dataSets';
import { UserError } from '../../schemas/userError';
import { importedFrom } from '../../words/imported';
import { printable } from '../../words/printable';
import { findRun } from '../find/findRun';
import { processProgress } from '../report/processProgress';
import { json, processTerminal } from '../report/terminal';
import { testedWords } from '../report/testedWords';

export interface EnsembleOptions {
  readonly name: string;
  readonly combine: 'mean' | 'vote';
  readonly project: string;
  readonly json?: boolean;
}

export async function ensemble(names: readonly string[], options: EnsembleOptions): Promise<number> {
  const terminal = processTerminal(options);
  const problem = rowNameProblem(options.name);
  if (problem !== undefined) {
    throw new UserError(
      `“${printable(options.name)}” cannot be the name of the row. ${problem}`,
      'Give another --name.',
    );
  }
  const runs = await membersOf(names, options.project);
  const [first] = runs;
  const { name, data, baseDirectory, file } = first!.resolved;
  const splits = sharedSplits(runs);
  // `<runs root>/<experiment>/<run>`
  const runsRoot = path.dirname(path.dirname(first!.directory));
  const made: Ensemble = { combine: options.combine, members: runs.map(memberOf) };
  const repeat = await freeRepeat(runsRoot, name, options.name, made);
  const progress = processProgress(terminal);
  const dataset = await loadDataset(data, {
    baseDirectory,
    cacheDirectory: cacheFolderOf(file),
    onProgress: progress.onProgress,
  }).finally(() => progress.end());
  requireSameData(runs, dataset.fingerprint);
  const { directory, summary } = await makeEnsemble({
    base: { version: 1, name, variant: options.name, repeat, baseDirectory, file, data },
    runsRoot,
    dataset,
    ensemble: made,
    directories: runs.map((run) => run.directory),
    splits,
  });
  const test = summary.splits['test']!;
  if (terminal.json) {
    terminal.result(json({ run: summary.runId, directory, testAccuracy: test.accuracy, members: made.members }));
    return 0;
  }
  terminal.result(`${options.name}: ${testedWords(test)}`);
  terminal.say(
    `${importedFrom({ file: '', ensemble: made })}. Nothing was trained for it, so it counts as one network.`,
  );
  terminal.say(`The run is ${summary.runId}. Compare it with: ferexp compare ${summary.experiment}`);
  return 0;
}

/**
 * @throws UserError for fewer than two runs, one that is named twice, has not finished or is an ensemble itself
 */
async function membersOf(names: readonly string[], project: string): Promise<RunRecord[]> {
  const runs: RunRecord[] = [];
  for (const name of names) {
    const run = await findRun(name, project);
    const { runId, state } = run.header;
    const status = statusWords(run.header, run.summary);
    if (runs.some(({ directory }) => directory === run.directory)) {
      throw new UserError(`The run ${runId} is named twice: each network answers once.`, 'Name each run once.');
    }
    if (state !== 'completed' || run.summary?.splits['test'] === undefined) {
      throw new UserError(
        `The run ${runId} has no test results: it is ${status}.`,
        'Take finished runs; "ferexp list" shows them.',
      );
    }
    if (run.resolved.imported?.ensemble) {
      throw new UserError(
        `The run ${runId} is an ensemble itself: its members would count twice.`,
        'Name its members instead; “ferexp list --json” shows them.',
      );
    }
    runs.push(run);
  }
  if (runs.length < 2) {
    throw new UserError('An ensemble needs at least two runs.', 'Name the runs by their ids, or a part of each.');
  }
  return runs;
}

function memberOf({ header, resolved }: RunRecord): EnsembleMember {
  return {
    run: header.runId,
    experiment: resolved.name,
    variant: resolved.variant,
    ...(resolved.seed !== undefined && { seed: resolved.seed }),
    ...(resolved.imported && { imported: true }),
  };
}

/**
 * Several ensembles of one name are repeats of one row, such as of seeds 1 to 3 and of seeds 4 to 6.
 * @throws UserError where runs of another kind have the name, or the same runs were put together before
 */
async function freeRepeat(runsRoot: string, experiment: string, variant: string, made: Ensemble): Promise<number> {
  const index = new RunIndex(runsRoot);
  await index.refresh();
  const alike = index.runs().filter(({ resolved }) => resolved.name === experiment && resolved.variant === variant);
  const content = ({ combine, members }: Ensemble): string =>
    [combine, ...members.map(({ run }) => run).sort()].join('/');
  for (const { header, resolved } of alike) {
    const before = resolved.imported?.ensemble;
    if (before === undefined) {
      throw new UserError(
        `${printable(experiment)} has runs of “${variant}” that are no ensembles, such as ${header.runId}.`,
        'Give another --name.',
      );
    }
    if (content(before) !== content(made)) continue;
    throw new UserError(
      `These runs were put together before: they are the run ${header.runId}.`,
      'Take other runs, or delete that run to make it again.',
    );
  }
  return Math.max(-1, ...alike.map(({ resolved }) => resolved.repeat)) + 1;
}

/**
 * Test, its parts and validation, as far as every member has them; training faces were seen by some members and not by others, and
 * the faces of other data sets are not those of the ensemble's data.
 */
function sharedSplits(runs: readonly RunRecord[]): string[] {
  const splitsOf = ({ summary }: RunRecord): string[] => Object.keys(summary?.splits ?? {});
  return splitsOf(runs[0]!).filter(
    (split) => split !== 'train' && !isSetSplit(split) && runs.every((run) => splitsOf(run).includes(split)),
  );
}

function requireSameData(runs: readonly RunRecord[], fingerprint: string): void {
  const other = runs.find(({ summary }) => summary?.dataFingerprint !== fingerprint);
  if (!other) return;
  throw new UserError(
    `The run ${other.header.runId} was made with other data or labels than there are now for ${runs[0]!.header.runId}.`,
    'Take runs with the same data, labels and splits; put earlier data back if they have changed.',
  );
}
