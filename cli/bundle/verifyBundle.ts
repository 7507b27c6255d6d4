/** Checks a bundle: its files are those that were written, metrics follow from predictions, and the table from the runs. */
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { ownFolder } from '../../experiment/project';
import type { RecordedExperiment } from '../../experiment/types';
import { type Bundle, bundleFiles, isBundle } from '../../schemas/bundle';
import type { ComparisonView } from '../../schemas/messages/comparison';
import type { RunSummary, SplitMetrics } from '../../schemas/generated/summary';
import { own } from '../../schemas/own';
import { runFiles } from '../../schemas/runDirectory';
import { UserError } from '../../schemas/userError';
import { splitMetrics } from '../../runner/evaluate/metrics';
import { answersTogether } from '../../runner/imported/ensemble';
import type { Ensemble } from '../../schemas/imported';
import { readRegularFile } from '../../storage/files/regularFile';
import { type Predictions, readPredictions } from '../../storage/run/predictions';
import { readEnvironment, readResolved, readSummary } from '../../storage/run/runFile';
import { printable } from '../../words/printable';
import { differences, portableView } from './portableView';
import { bundleReadme } from './readme';
import { comparisonOf } from './writeBundle';

const longest = 2 ** 30;
/** Probabilities are stored with seven digits. */
const storedDigits = 1e-6;
/** With three in a compact bundle: a logarithm of one changes by at most half of the last. */
const roundedDigits = 5e-4;
/** Of an answer of an ensemble: those of its members and its own were rounded. */
const roundedAnswers = 1e-3;

export interface Verified {
  readonly bundle: Bundle;
  readonly view: ComparisonView;
  readonly files: number;
  /** Splits whose metrics were computed again. */
  readonly splits: number;
  /** Splits whose metrics nobody can compute, since the bundle lacks their predictions. */
  readonly stated: number;
  /** Ensembles whose answers were not computed again, since the bundle lacks members of theirs. */
  readonly unchecked: number;
  /** What is wrong, as sentences; none for a bundle that holds. */
  readonly problems: readonly string[];
}

/** @throws UserError (exit code 2) if the folder is no bundle */
export async function verifyBundle(folder: string): Promise<Verified> {
  const bundle = await readManifest(folder);
  const ofFiles = await checkFiles(folder, bundle);
  const { splits, stated, unchecked, problems: ofRuns } = await checkRuns(folder, bundle);
  const view = await comparisonOf(folder, bundle);
  const problems = [...ofFiles, ...ofRuns, ...(await checkTable(folder, bundle, view))];
  return { bundle, view, files: bundle.files.length, splits, stated, unchecked, problems };
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

interface Checked {
  readonly splits: number;
  readonly stated: number;
  readonly unchecked: number;
  readonly problems: string[];
}

/** Whether each run says the same in all of its files, and its metrics follow from its predictions. */
async function checkRuns(folder: string, { files }: Bundle): Promise<Checked> {
  const problems: string[] = [];
  let [splits, stated, unchecked] = [0, 0, 0];
  const places = files.flatMap(({ path: place }) => summaryPattern.exec(place)?.[1] ?? []);
  const directories = new Map(places.map((run) => [path.posix.basename(run), path.join(folder, ...run.split('/'))]));
  const check = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(printable(error.message, 500));
    }
  };
  for (const run of places) {
    const directory = path.join(folder, ...run.split('/'));
    await check(async () => {
      const summary = await readSummary(directory);
      // What is missing is a problem of the files.
      if (!summary) return;
      const resolved = await readResolved(directory);
      for (const difference of await contradictions(directory, resolved, summary)) {
        problems.push(`${printable(run)} contradicts itself: ${printable(difference, 500)} in its summary.`);
      }
      const ensemble = resolved.imported?.ensemble;
      const members = ensemble?.members.flatMap((member) => directories.get(member.run) ?? []) ?? [];
      const isLacking = members.length !== (ensemble?.members.length ?? 0);
      if (isLacking) unchecked++;
      const withPredictions = splitsOf(run, files);
      stated += Object.keys(summary.splits).filter((split) => !withPredictions.includes(split)).length;
      for (const split of withPredictions) {
        if (ensemble && !isLacking) {
          await check(async () => {
            if (await areTogether(directory, split, members, ensemble)) return;
            problems.push(`${printable(run)}, ${printable(split)}: its members answer something else together.`);
          });
        }
        const metrics = own(summary.splits, split);
        if (!metrics) continue;
        await check(async () => {
          for (const difference of await wrongMetrics(directory, split, metrics)) {
            problems.push(`${printable(run)}, ${printable(split)}: ${difference} follows from the predictions.`);
          }
          splits++;
        });
      }
    });
  }
  return { splits, stated, unchecked, problems };
}

/** Where its summary says something else than its settings and its environment. */
async function contradictions(
  directory: string,
  { name, variant, repeat, seed }: RecordedExperiment,
  summary: RunSummary,
): Promise<string[]> {
  const engine = (await readEnvironment(directory))?.engine ?? summary.engine;
  const asked = { experiment: name, variant, repeat, seed, engine };
  return differences(asked, fieldsLike(asked, summary));
}

/** Of an object only the fields that another one has. */
const fieldsLike = (like: object, of: object): object =>
  Object.fromEntries(Object.keys(like).map((key) => [key, own(of, key)]));

/** The splits of a run whose predictions are in the bundle. */
function splitsOf(run: string, files: Bundle['files']): string[] {
  const start = `${run}/${runFiles.predictions}/`;
  return files.flatMap(({ path: place }) =>
    place.startsWith(start) && place.endsWith('.bin') ? [place.slice(start.length, -'.bin'.length)] : [],
  );
}

async function wrongMetrics(directory: string, split: string, stated: SplitMetrics): Promise<string[]> {
  const { probabilities, labels, classNames, classesOnly, rounded } = await readPredictions(directory, split);
  const { loss, ...others } = splitMetrics(probabilities, labels, classNames);
  const unlike = (computed: object, tolerance: number): string[] =>
    differences(fieldsLike(computed, stated), computed, { most: 3, tolerance });
  return [
    ...unlike(others, storedDigits),
    ...(classesOnly ? [] : unlike({ loss }, rounded ? roundedDigits : storedDigits)),
  ];
}

/** Whether the answers of an ensemble are those of its members together. */
async function areTogether(
  directory: string,
  split: string,
  members: readonly string[],
  ensemble: Ensemble,
): Promise<boolean> {
  const stated = await readPredictions(directory, split);
  const each: Predictions[] = [];
  for (const member of members) each.push(await readPredictions(member, split));
  const computed = answersTogether(split, each, ensemble);
  const tolerance = stated.rounded ? roundedAnswers : storedDigits;
  return (
    computed.length === stated.probabilities.length &&
    computed.every((value, at) => Math.abs(value - stated.probabilities[at]!) <= tolerance)
  );
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
    // A reader may give a run a star or a note.
    if (!listed.has(place) && path.posix.basename(place) !== runFiles.note)
      problems.push(`${printable(place)} was added to the bundle.`);
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
