/** Finds all problems of an experiment file. */
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import type { TextDocument } from 'vscode';
import { checkExperiment } from '../../experiment/checks';
import type { Problem } from '../../experiment/types';
import { publishedImages } from '../../results/knownSizes';
import type { ParsedExperiment } from './parsedDocuments';

/** Returns all problems of a document. */
export type ProblemsOf = (document: TextDocument) => readonly Problem[];

function namesIn(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder);
  } catch {
    return undefined;
  }
}

/** Text of a file on disk; undefined if it cannot be read. */
export function readSaved(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Resolves symbolic links; returns a path that does not exist unchanged. */
function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

/**
 * Problems of syntax and schema, then those that the checks find.
 * @param folder absolute path of the workspace folder that paths should stay within
 * @param read returns the text of another file; by default as saved
 */
export function allProblems(
  parsed: ParsedExperiment,
  file: string,
  folder: string | undefined,
  read: (file: string) => string | undefined = readSaved,
): Problem[] {
  const found = checkExperiment(parsed, {
    path: file,
    exists: existsSync,
    list: namesIn,
    realPath,
    read,
    dataSize: (data) => {
      const training = data.synthetic?.training ?? publishedImages(data);
      return training === undefined ? undefined : { training };
    },
    ...(folder !== undefined && { folder }),
  });
  return [...parsed.problems, ...found];
}
