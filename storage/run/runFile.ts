/**
 * Reads the JSON files of a run directory. A file that does not match its schema or contradicts itself is damaged: readers
 * get an error with the file and the place, never its numbers.
 */
import { existsSync, readdirSync, statSync, type Stats } from 'node:fs';
import path from 'node:path';
import { presentPlace, projectOfRuns } from '../../experiment/project';
import type { RecordedExperiment } from '../../experiment/types';
import type { RunEnvironment } from '../../schemas/generated/environment';
import type { RelabelledRecord } from '../../schemas/generated/relabelled';
import type { SearchRecord } from '../../schemas/generated/search-record';
import type { RunSummary } from '../../schemas/generated/summary';
import {
  validateEnvironment,
  validateRelabelled,
  validateResolvedExperiment,
  validateSearchRecord,
  validateSummary,
} from '../../schemas/generated/validators.js';
import { runFiles } from '../../schemas/runDirectory';
import type { UserNote } from '../../schemas/userNote';
import { readNoteNow } from './note';
import { impossibility } from './possible';
import { damagedFile, readJson, readJsonIfThere, readJsonNow } from '../files/read';

/**
 * The experiment of a run, as all readers give it: where its project was moved as a whole, the paths are those of its present
 * place, so that the run can go on there.
 */
function atPresentPlace(runDirectory: string, resolved: RecordedExperiment): RecordedExperiment {
  if (existsSync(resolved.file)) return resolved;
  const present = presentPlace(projectOfRuns(path.resolve(runDirectory, '../..')), resolved.file, existsSync);
  return present === undefined ? resolved : { ...resolved, file: present, baseDirectory: path.dirname(present) };
}

/** @throws UserError that names experiment.json when it is missing, damaged or incomplete */
export async function readResolved(runDirectory: string): Promise<RecordedExperiment> {
  const file = path.join(runDirectory, runFiles.experiment);
  return atPresentPlace(runDirectory, await readJson<RecordedExperiment>(file, validateResolvedExperiment));
}

/** As `readResolved`; undefined when there is none. */
export async function readResolvedIfThere(runDirectory: string): Promise<RecordedExperiment | undefined> {
  const file = path.join(runDirectory, runFiles.experiment);
  const resolved = await readJsonIfThere<RecordedExperiment>(file, validateResolvedExperiment);
  return resolved && atPresentPlace(runDirectory, resolved);
}

/**
 * Undefined when the run has not ended.
 * @throws UserError when it is damaged or contradicts itself
 */
export async function readSummary(runDirectory: string): Promise<RunSummary | undefined> {
  const file = path.join(runDirectory, runFiles.summary);
  const summary = await readJsonIfThere<RunSummary>(file, validateSummary);
  const why = summary && impossibility(summary);
  if (why !== undefined) throw damagedFile(`${file} cannot be right: ${why}.`);
  return summary;
}

/** A run that has ended, as far as lists and comparisons need it. */
export interface EndedRun {
  readonly resolved: RecordedExperiment;
  readonly summary: RunSummary;
  /** When experiment.json was written, milliseconds since 1970. */
  readonly createdAt: number;
  readonly folder: Stats;
  readonly summaryFile: Stats;
  /** Of the user, where there is one. */
  readonly note?: { readonly said: UserNote; readonly file: Stats };
}

/** Most bytes of a file that is read synchronously; no file of an ordinary run is larger. */
const longestNow = 2 ** 20;
/** A run that has one of these may not have ended. */
const ofActiveRuns: readonly string[] = [runFiles.lock, runFiles.queued, runFiles.submitted, runFiles.stop];

/**
 * Reads a run that has ended, synchronously. Undefined when anything about it is unusual: the readers above then report what.
 */
export function readEndedNow(runDirectory: string): EndedRun | undefined {
  try {
    const entries = readdirSync(runDirectory, { withFileTypes: true });
    if (entries.some(({ name }) => ofActiveRuns.includes(name))) return undefined;
    const isThere = (wanted: string) => entries.some(({ name }) => name === wanted);
    const isFile = (wanted: string) => entries.some((entry) => entry.name === wanted && entry.isFile());
    if (!isFile(runFiles.experiment) || !isFile(runFiles.summary)) return undefined;
    if (isThere(runFiles.note) && !isFile(runFiles.note)) return undefined;
    const experimentFile = path.join(runDirectory, runFiles.experiment);
    const file = path.join(runDirectory, runFiles.summary);
    // Taken before the files are read, so that a file that changes meanwhile has another time.
    const [folder, ofExperiment, summaryFile] = [statSync(runDirectory), statSync(experimentFile), statSync(file)];
    const noteFile = isThere(runFiles.note) ? statSync(path.join(runDirectory, runFiles.note)) : undefined;
    if (Math.max(ofExperiment.size, summaryFile.size, noteFile?.size ?? 0) > longestNow) return undefined;
    const stored = readJsonNow<RecordedExperiment>(experimentFile, validateResolvedExperiment);
    const resolved = atPresentPlace(runDirectory, stored);
    const summary = readJsonNow<RunSummary>(file, validateSummary);
    if (impossibility(summary) !== undefined) return undefined;
    const note = noteFile && { said: readNoteNow(runDirectory), file: noteFile };
    return { resolved, summary, createdAt: ofExperiment.mtimeMs, folder, summaryFile, ...(note && { note }) };
  } catch {
    return undefined;
  }
}

/**
 * Undefined before the first process of the run has started its engine.
 * @throws UserError when it is damaged
 */
export async function readEnvironment(runDirectory: string): Promise<RunEnvironment | undefined> {
  return readJsonIfThere<RunEnvironment>(path.join(runDirectory, runFiles.environment), validateEnvironment);
}

/** As `readEnvironment`, for readers that can do without it: undefined also when it is damaged. */
export async function readEnvironmentIfWhole(runDirectory: string): Promise<RunEnvironment | undefined> {
  return readEnvironment(runDirectory).catch(() => undefined);
}

/**
 * Undefined for a run that relabels no faces, and before its first checkpoint.
 * @throws UserError when it is damaged
 */
export async function readRelabelled(runDirectory: string): Promise<RelabelledRecord | undefined> {
  const file = path.join(runDirectory, runFiles.relabelled);
  const record = await readJsonIfThere<RelabelledRecord>(file, validateRelabelled);
  const wrong = record?.faces.find(({ given, label }) => Math.max(given, label) >= record.classNames.length);
  if (wrong) throw damagedFile(`${file} cannot be right: face ${wrong.face} has a label that is no class.`);
  return record;
}

/**
 * Undefined for a run without a search.
 * @throws UserError when it is damaged
 */
export async function readSearchRecord(runDirectory: string): Promise<SearchRecord | undefined> {
  return readJsonIfThere<SearchRecord>(path.join(runDirectory, runFiles.search), validateSearchRecord);
}
