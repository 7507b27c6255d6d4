/** Reads an experiment file and collects all its problems. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import {
  type CheckContext,
  checkExperiment,
  checkOverridden,
  type Choice,
  type Concern,
} from '../../experiment/checks';
import { nearestName } from '../../experiment/names';
import { parseExperiment } from '../../experiment/parse';
import { runsRootOf } from '../../experiment/project';
import type { LineMap } from '../../experiment/text';
import type { ExperimentFile, Problem } from '../../experiment/types';
import { disk, longestExperiment } from '../../storage/files/disk';
import { errorCode, fileError } from '../../storage/files/fileError';
import { readRegularFile } from '../../storage/files/regularFile';
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
  return examine(file, await readText(file), choice);
}

/**
 * @param file absolute path of the text, whether it is saved there or not
 * @param look what the checks may look up
 */
export function examine(
  file: string,
  text: string,
  choice: Choice = {},
  look: Omit<CheckContext, 'path'> = disk,
): ReadExperiment {
  const parsed = parseExperiment(text);
  const context = { ...look, path: file };
  const checks = checkExperiment(parsed, context);
  const { remaining, raised } =
    parsed.file === undefined
      ? { remaining: checks, raised: [] }
      : checkOverridden(parsed.file, checks, context, choice);
  const problems = [...parsed.problems, ...remaining];
  const runnable = parsed.file !== undefined && problems.every(({ severity }) => severity !== 'error');
  return { path: file, problems, raised, lines: parsed.lines, ...(runnable ? { file: parsed.file! } : {}) };
}

/** @throws UserError when there is no such file, or it is no text of an experiment's size */
export async function readText(file: string): Promise<string> {
  try {
    if ((await stat(file)).isDirectory()) throw folderGiven(file);
    return (await readRegularFile(file, 'the experiment', longestExperiment)).toString('utf8');
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw fileError(error, `read the experiment ${file}`, 2);
    const nearest = nearestName(path.basename(file), disk.list(path.dirname(file)) ?? []);
    throw new UserError(
      `There is no experiment file ${file}.`,
      nearest === undefined
        ? 'Give the path of a *.ferexp.json file.'
        : `Did you mean ${path.join(path.dirname(file), nearest)}?`,
    );
  }
}

function folderGiven(folder: string): UserError {
  const names = (disk.list(folder) ?? []).filter((name) => name.endsWith('.ferexp.json'));
  const inIt = names.slice(0, 3).map((name) => path.join(folder, name));
  return new UserError(
    `${folder} is a folder: an experiment file was expected.`,
    inIt.length === 0 ? 'Give the path of a *.ferexp.json file.' : `Give a file in it: ${inIt.join(', ')}.`,
  );
}

/** The folder with the runs of the project that a folder belongs to. */
export function runsRootAround(folder: string): string {
  return runsRootOf(path.join(folder, 'any'));
}
