/** `ferexp import`: makes a run of predictions by a network that was trained elsewhere. */
import path from 'node:path';
import { rowNameProblem } from '../../experiment/names';
import { cacheFolderOf, runsRootOf } from '../../experiment/project';
import { resolveRuns, variantNames } from '../../experiment/resolve';
import { comparedWithGuessing } from '../../results/learning';
import { readAnswers, unlikeFaces } from '../../results/judge/answers';
import { RunIndex, type RunRecord } from '../../results/runIndex';
import { loadDataset } from '../../runner/data/load';
import { importRun, type ImportedRun } from '../../runner/imported/importRun';
import { readPredictionsFile } from '../../runner/imported/readFile';
import { UserError } from '../../schemas/userError';
import { importedWords, seedWords } from '../../words/imported';
import { printable } from '../../words/printable';
import { readExperiment } from '../find/experimentFile';
import { processProgress } from '../report/processProgress';
import { json, processTerminal, type Terminal } from '../report/terminal';
import { testedWords } from '../report/testedWords';

export interface ImportOptions {
  readonly experiment: string;
  readonly name: string;
  readonly variant: string;
  readonly validation?: string;
  readonly logits?: boolean;
  readonly classes?: Readonly<Record<string, string>>;
  readonly seed?: number;
  readonly epochs?: number;
  readonly framework?: string;
  readonly trainingData?: string;
  readonly note?: string;
  readonly json?: boolean;
}

export async function importPredictions(file: string, options: ImportOptions): Promise<number> {
  const { name, seed, validation, classes } = options;
  const terminal = processTerminal(options);
  const { experiment, path: experimentFile } = await experimentFor(options);
  const [resolved] = resolveRuns(experiment, { path: experimentFile, variants: [options.variant], repeats: [0] });
  const { data, baseDirectory, name: experimentName } = resolved!;
  const runsRoot = runsRootOf(experimentFile);
  const progress = processProgress(terminal);
  const dataset = await loadDataset(data, {
    baseDirectory,
    cacheDirectory: cacheFolderOf(experimentFile),
    onProgress: progress.onProgress,
  }).finally(() => progress.end());
  const { classNames } = dataset;
  const test = await readPredictionsFile(file, classNames, classes);
  const held = validation === undefined ? undefined : await readPredictionsFile(validation, classNames, classes);
  const before = await importedBefore(runsRoot, experimentName);
  refuseTwice(test.sha256, name, before, file);
  const alike = before.filter(({ resolved: { variant } }) => variant === name);
  const { framework, epochs, trainingData, note } = options;
  refuseOther({ framework, trainingData }, name, alike);
  const made = await importRun({
    imported: {
      version: 1,
      name: experimentName,
      variant: name,
      repeat: Math.max(-1, ...alike.map((run) => run.resolved.repeat)) + 1,
      ...(seed !== undefined && { seed }),
      ...{ baseDirectory, file: experimentFile, data },
      imported: {
        file: path.basename(file),
        ...(validation !== undefined && { validationFile: path.basename(validation) }),
        ...(framework !== undefined && { framework }),
        ...(epochs !== undefined && { epochs }),
        ...(trainingData !== undefined && { trainingData }),
        ...(note !== undefined && { note }),
      },
    },
    ...{ runsRoot, dataset, test, validation: held, classes },
    logits: options.logits === true,
  });
  const twin = twinOf(test.sha256, before);
  const sameAnswers = twin ? undefined : await runThatAnswersAlike(made.directory, before);
  report(made, { ...options, twin, sameAnswers, sameSeed: sameSeed(seed, alike) }, terminal);
  return 0;
}

async function experimentFor({ experiment: given, name, variant }: ImportOptions) {
  const problem = rowNameProblem(name);
  if (problem !== undefined) throw new UserError(`"${printable(name, 80)}" cannot name a result. ${problem}`);
  const { file: experiment, path: experimentFile } = await readExperiment(given, { variants: [variant] });
  if (!experiment) throw new UserError(`${given} is not valid.`, `See what is wrong with: ferexp validate ${given}`);
  if (variantNames(experiment).includes(name)) {
    throw new UserError(
      `${experiment.name} has a variant "${name}" of its own.`,
      'Give the imported result another name, such as the framework and the network.',
    );
  }
  return { experiment, path: experimentFile };
}

/** The imported runs of the experiment, newest first. */
async function importedBefore(runsRoot: string, experiment: string): Promise<RunRecord[]> {
  const index = new RunIndex(runsRoot);
  await index.refresh();
  return index.runs().filter(({ resolved }) => resolved.imported !== undefined && resolved.name === experiment);
}

const twinOf = (sha256: string, before: readonly RunRecord[]): RunRecord | undefined =>
  before.find(({ resolved }) => resolved.imported?.sha256 === sha256);

function refuseTwice(sha256: string, name: string, before: readonly RunRecord[], file: string): void {
  const twin = twinOf(
    sha256,
    before.filter(({ resolved: { variant } }) => variant === name),
  );
  if (twin === undefined) return;
  throw new UserError(
    `${printable(file)} was imported as ${name} before: it is the run ${twin.header.runId}, and one network counts once.`,
    'Give the predictions of another network, or delete that run to import the file again.',
  );
}

/** Repeats of one network were trained alike. */
function refuseOther(
  { framework, trainingData }: { readonly [Key in 'framework' | 'trainingData']: ImportOptions[Key] | undefined },
  name: string,
  alike: readonly RunRecord[],
): void {
  const differ = (stated: string | undefined, before: string | undefined): boolean =>
    stated !== undefined && before !== undefined && stated !== before;
  for (const { header, resolved } of alike) {
    const { imported } = resolved;
    const what = differ(framework, imported?.framework)
      ? [framework, imported?.framework]
      : differ(trainingData, imported?.trainingData)
        ? [trainingData, imported?.trainingData]
        : undefined;
    if (what === undefined) continue;
    const [now, before] = what.map((text) => printable(text ?? '', 80));
    throw new UserError(
      `“${now}” was stated, and “${before}” of the run ${header.runId}, which is named ${name} too: runs of one name are repeats of one network.`,
      'Give this one another name.',
    );
  }
}

/** Two networks do not agree on every face: the file may be of a network that was imported in another form. */
async function runThatAnswersAlike(directory: string, before: readonly RunRecord[]): Promise<RunRecord | undefined> {
  const made = await readAnswers(directory);
  if (!made) return undefined;
  for (const run of before) {
    const other = await readAnswers(run.directory);
    if (!other || unlikeFaces(made.faces, other.faces) !== undefined) continue;
    if (made.predicted.every((answer, face) => answer === other.predicted[face])) return run;
  }
  return undefined;
}

const sameSeed = (seed: number | undefined, alike: readonly RunRecord[]): RunRecord | undefined =>
  seed === undefined ? undefined : alike.find(({ resolved }) => resolved.seed === seed);

interface Reported extends Pick<ImportOptions, 'name' | 'seed' | 'framework'> {
  /** An earlier import of the same file under another name. */
  readonly twin: RunRecord | undefined;
  /** An earlier import of another file that names the same class for every test face. */
  readonly sameAnswers: RunRecord | undefined;
  readonly sameSeed: RunRecord | undefined;
}

function report({ directory, summary, how }: ImportedRun, options: Reported, terminal: Terminal): void {
  const { name, seed, twin, sameAnswers, sameSeed: older } = options;
  const test = summary.splits['test']!;
  const lack = comparedWithGuessing(test);
  const notes = [
    ...how,
    ...(lack === undefined
      ? []
      : [`Its accuracy is ${lack}: most likely the rows or the classes are in another order than those of the data.`]),
    ...(test.loss === undefined ? ['The file has classes alone: loss and Brier score stay unknown.'] : []),
    ...(twin ? [`The same file is also the run ${twin.header.runId}: both rows are one network.`] : []),
    ...(sameAnswers
      ? [
          `The run ${sameAnswers.header.runId} names the same class for every test face: if it is the same network, delete one of them, since it counts twice.`,
        ]
      : []),
    ...(older ? [`Seed ${seed} of ${name} was imported before (${older.header.runId}): the newest counts.`] : []),
  ];
  if (terminal.json) {
    terminal.result(json({ run: summary.runId, directory, testAccuracy: test.accuracy, notes }));
    return;
  }
  terminal.result(`${name} (${importedWords(options)}, ${seedWords(seed)}): ${testedWords(test)}`);
  for (const note of notes) terminal.say(note);
  terminal.say(`The run is ${summary.runId}. Compare it with: ferexp compare ${summary.experiment}`);
}
