/** Reads an experiment file and collects all its problems. */
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { checkExperiment, checkOverridden, type Choice, type Concern } from '../../experiment/checks';
import { nearestName } from '../../experiment/names';
import { parseExperiment } from '../../experiment/parse';
import { runsRootOf } from '../../experiment/project';
import type { LineMap } from '../../experiment/text';
import type { ExperimentFile, Problem } from '../../experiment/types';
import { errorCode, fileError } from '../../storage/files/fileError';
import { readRegularFile, statRegularFileSync } from '../../storage/files/regularFile';
import { UserError } from '../../schemas/userError';

export interface ReadExperiment {
  /** Absolute. */
  readonly path: string;
  /** Set when the experiment can run: no problem is an error. */
  readonly file?: ExperimentFile;
  readonly problems: readonly Problem[];
  /** Concerns that only settings from outside the file raise. */
  readonly raised: readonly Concern[];
  readonly lines: LineMap;
}

/**
 * @param choice which variants are to run, and the settings from outside the file
 * @throws UserError when there is no such file, no such variant, or no such setting
 */
export async function readExperiment(name: string, choice: Choice = {}): Promise<ReadExperiment> {
  const file = path.resolve(name);
  const text = await readText(file);
  const parsed = parseExperiment(text);
  const context = { path: file, exists: existsSync, list: listFolder, realPath, read: readTextIfThere };
  const checks = checkExperiment(parsed, context);
  const { remaining, raised } =
    parsed.file === undefined
      ? { remaining: checks, raised: [] }
      : checkOverridden(parsed.file, checks, context, choice);
  const problems = [...parsed.problems, ...remaining];
  const runnable = parsed.file !== undefined && problems.every(({ severity }) => severity !== 'error');
  return { path: file, problems, raised, lines: parsed.lines, ...(runnable ? { file: parsed.file! } : {}) };
}

/** An experiment with a thousand variants has a few hundred kilobytes. */
const mostBytes = 16e6;

async function readText(file: string): Promise<string> {
  try {
    if ((await stat(file)).isDirectory()) throw folderGiven(file);
    return (await readRegularFile(file, 'the experiment', mostBytes)).toString('utf8');
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw fileError(error, `read the experiment ${file}`, 2);
    const nearest = nearestName(path.basename(file), listFolder(path.dirname(file)) ?? []);
    throw new UserError(
      `There is no experiment file ${file}.`,
      nearest === undefined
        ? 'Give the path of a *.ferexp.json file.'
        : `Did you mean ${path.join(path.dirname(file), nearest)}?`,
    );
  }
}

function folderGiven(folder: string): UserError {
  const names = (listFolder(folder) ?? []).filter((name) => name.endsWith('.ferexp.json'));
  const inIt = names.slice(0, 3).map((name) => path.join(folder, name));
  return new UserError(
    `${folder} is a folder: an experiment file was expected.`,
    inIt.length === 0 ? 'Give the path of a *.ferexp.json file.' : `Give a file in it: ${inIt.join(', ')}.`,
  );
}

function listFolder(folder: string): string[] | undefined {
  try {
    return readdirSync(folder);
  } catch {
    return undefined;
  }
}

/** Text of a file; undefined when it cannot be read. */
export function readTextIfThere(file: string): string | undefined {
  try {
    const { size } = statRegularFileSync(file, 'the experiment');
    return size > mostBytes ? undefined : readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** The path with symbolic links resolved; unchanged when it does not exist. */
function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

/** The folder with the runs of the project that a folder belongs to. */
export function runsRootAround(folder: string): string {
  return runsRootOf(path.join(folder, 'any'));
}
