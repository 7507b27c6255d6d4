/** Checks a bundle: its files are those that were written, metrics follow from predictions, and the table from the runs. */
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { ownFolder } from '../../experiment/project';
import { type Bundle, bundleFiles, isBundle } from '../../schemas/bundle';
import type { ComparisonView } from '../../schemas/messages/comparison';
import { own } from '../../schemas/own';
import { runFiles } from '../../schemas/runDirectory';
import { UserError } from '../../schemas/userError';
import { splitMetrics } from '../../runner/evaluate/metrics';
import { readRegularFile } from '../../storage/files/regularFile';
import { readPredictions } from '../../storage/run/predictions';
import { readEnvironment, readResolved, readSummary } from '../../storage/run/runFile';
import { printable } from '../../words/printable';
import { differences, portableView } from './portableView';
import { bundleReadme } from './readme';
import { comparisonOf } from './writeBundle';

const longest = 2 ** 30;
/** Probabilities are stored with seven digits. */
const storedDigits = 1e-6;

export interface Verified {
  readonly bundle: Bundle;
  readonly view: ComparisonView;
  readonly files: number;
  /** Splits whose metrics were computed again. */
  readonly splits: number;
  /** What is wrong, as sentences; none for a bundle that holds. */
  readonly problems: readonly string[];
}

/** @throws UserError (exit code 2) if the folder is no bundle */
export async function verifyBundle(folder: string): Promise<Verified> {
  const bundle = await readManifest(folder);
  const ofFiles = await checkFiles(folder, bundle);
  const { splits, problems: ofMetrics } = await checkMetrics(folder, bundle);
  const view = await comparisonOf(folder, bundle);
  const problems = [
    ...ofFiles,
    ...(await checkRuns(folder, bundle)),
    ...ofMetrics,
    ...(await checkTable(folder, bundle, view)),
  ];
  return { bundle, view, files: bundle.files.length, splits, problems };
}

/** The text of a file of the bundle; empty if it is missing, which is a problem of its own. */
async function textOf(folder: string, name: string): Promise<string> {
  const bytes = await readRegularFile(path.join(folder, name), 'the file', longest).catch(() => Buffer.alloc(0));
  return bytes.toString('utf8');
}

async function checkTable(folder: string, bundle: Bundle, view: ComparisonView): Promise<string[]> {
  let stored: unknown;
  try {
    stored = JSON.parse(await textOf(folder, bundleFiles.comparison));
  } catch {
    stored = undefined;
  }
  const problems = differences(stored, portableView(view)).map(
    (place) => `The table does not follow from the runs. ${printable(place, 500)} computed.`,
  );
  if ((await textOf(folder, bundleFiles.readme)) !== bundleReadme(view, bundle)) {
    problems.push(`${bundleFiles.readme} does not say what follows from the runs.`);
  }
  const own = view.looks?.runs ?? 0;
  if (bundle.looks !== undefined && bundle.looks < own) {
    problems.push(`The manifest states ${bundle.looks} looks at the test faces, but the bundle itself has ${own}.`);
  }
  return problems;
}

/** Whether what a run says in several files is the same in all. */
async function checkRuns(folder: string, { files }: Bundle): Promise<string[]> {
  const problems: string[] = [];
  for (const { path: place } of files) {
    const run = summaryPattern.exec(place)?.[1];
    if (run === undefined) continue;
    try {
      const directory = path.join(folder, ...run.split('/'));
      const { name, variant, repeat, seed } = await readResolved(directory);
      const summary = (await readSummary(directory))!;
      const engine = (await readEnvironment(directory))?.engine;
      const asked = { experiment: name, variant, repeat, seed, engine: engine ?? summary.engine };
      const stated = {
        experiment: summary.experiment,
        variant: summary.variant,
        repeat: summary.repeat,
        seed: summary.seed,
        engine: summary.engine,
      };
      for (const difference of differences(asked, stated)) {
        problems.push(`${printable(run)} contradicts itself: ${printable(difference, 500)} in its summary.`);
      }
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(printable(error.message, 500));
    }
  }
  return problems;
}

async function readManifest(folder: string): Promise<Bundle> {
  const file = path.join(folder, bundleFiles.manifest);
  const text = (await readRegularFile(file, 'the manifest of the bundle', longest)).toString('utf8');
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch {
    manifest = undefined;
  }
  if (isBundle(manifest) && manifest.files.every(({ path: place }) => isInside(place))) return manifest;
  throw new UserError(
    `${file} is damaged, or of a newer version of FER Experiments.`,
    'Ask for the bundle again, or update FER Experiments.',
  );
}

/** Whether a path names a file below the bundle, on every system. */
function isInside(place: string): boolean {
  return place
    .split('/')
    .every((part) => part !== '' && part !== '.' && part !== '..' && !/[\\:\u0000-\u001f]/.test(part));
}

async function checkFiles(folder: string, { files }: Bundle): Promise<string[]> {
  const problems: string[] = [];
  for (const { path: place, sha256 } of files) {
    const content = await readRegularFile(path.join(folder, ...place.split('/')), 'the file', longest).catch(
      () => undefined,
    );
    if (content === undefined) problems.push(`${printable(place)} is missing.`);
    else if (createHash('sha256').update(content).digest('hex') !== sha256) {
      problems.push(`${printable(place)} is not the file that the bundle was made with.`);
    }
  }
  const listed = new Set(files.map(({ path: place }) => place));
  for (const place of await runFilesIn(folder)) {
    if (!listed.has(place)) problems.push(`${printable(place)} was added to the bundle.`);
  }
  return problems;
}

/** The files below the folder of runs, with `/`. */
async function runFilesIn(folder: string): Promise<string[]> {
  const root = path.join(folder, ownFolder, 'runs');
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.flatMap((entry) =>
    entry.isDirectory()
      ? []
      : [path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/')],
  );
}

const summaryPattern = new RegExp(`^(.*)/${runFiles.summary.replace('.', '\\.')}$`);
const predictionsPattern = new RegExp(`^(.*)/${runFiles.predictions}/([^/]+)\\.bin$`);

async function checkMetrics(folder: string, { files }: Bundle): Promise<{ splits: number; problems: string[] }> {
  const problems: string[] = [];
  let splits = 0;
  for (const { path: place } of files) {
    const [, run, split] = predictionsPattern.exec(place) ?? [];
    if (run === undefined || split === undefined) continue;
    try {
      const directory = path.join(folder, ...run.split('/'));
      const { probabilities, labels, classNames, classesOnly } = await readPredictions(directory, split);
      const stated = own((await readSummary(directory))?.splits, split);
      if (!stated) continue;
      const { accuracy, loss, macroF1, confusion, classes, examples } = splitMetrics(probabilities, labels, classNames);
      const known = classesOnly ? {} : { loss };
      const computed = { accuracy, ...known, macroF1, confusion, classes, examples };
      const of = { ...computed, ...Object.fromEntries(Object.keys(computed).map((key) => [key, own(stated, key)])) };
      splits++;
      for (const difference of differences(of, computed, { most: 3, tolerance: storedDigits })) {
        problems.push(`${printable(run)}, ${printable(split)}: ${difference} follows from the predictions.`);
      }
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(printable(error.message, 500));
    }
  }
  return { splits, problems };
}
