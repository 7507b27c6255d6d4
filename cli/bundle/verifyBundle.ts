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
import { readSummary } from '../../storage/run/runFile';
import { printable } from '../../words/printable';
import { differences, portableView } from './portableView';
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
  const stored = JSON.parse(
    (await readRegularFile(path.join(folder, bundleFiles.comparison), 'the table', longest)).toString('utf8'),
  ) as unknown;
  const ofTable = differences(stored, portableView(view)).map(
    (place) => `The table does not follow from the runs. ${printable(place, 500)} computed.`,
  );
  return { bundle, view, files: bundle.files.length, splits, problems: [...ofFiles, ...ofMetrics, ...ofTable] };
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
