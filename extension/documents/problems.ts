/** Finds all problems of an experiment file. */
import type { TextDocument } from 'vscode';
import { checkExperiment } from '../../experiment/checks';
import type { Problem } from '../../experiment/types';
import { publishedImages } from '../../results/knownSizes';
import { parseCluster, timeCode } from '../../storage/clusterFile';
import { disk } from '../../storage/files/disk';
import type { ParsedExperiment } from './parsedDocuments';

/** Returns all problems of a document. */
export type ProblemsOf = (document: TextDocument) => readonly Problem[];

/** What the schema of the settings of a cluster cannot say: the editor itself shows the rest. */
export function clusterProblems(text: string): Problem[] {
  return parseCluster(text).problems.filter(({ code }) => code === timeCode);
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
  read: (file: string) => string | undefined = disk.read,
): Problem[] {
  const found = checkExperiment(parsed, {
    path: file,
    ...disk,
    read,
    dataSize: (data) => {
      const training = data.synthetic?.training ?? publishedImages(data);
      return training === undefined ? undefined : { training };
    },
    ...(folder !== undefined && { folder }),
  });
  return [...parsed.problems, ...found];
}
