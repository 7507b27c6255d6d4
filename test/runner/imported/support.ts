/** Imports into the project of the stored predictions, without the command. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseExperiment } from '../../../experiment/parse';
import { resolveRuns } from '../../../experiment/resolve';
import { loadDataset } from '../../../runner/data/load';
import { importRun, type ImportedRun, type ImportPlan } from '../../../runner/imported/importRun';
import { readPredictionsFile } from '../../../runner/imported/readFile';
import type { Dataset } from '../../../runner/data/dataset';
import type { ResolvedExperiment } from '../../../experiment/types';
import { experiment, importProject } from '../../fixtures/import/project';

export interface Project {
  readonly folder: string;
  readonly resolved: ResolvedExperiment;
  readonly dataset: Dataset;
}

export async function projectIn(folder: string, data: object = {}): Promise<Project> {
  importProject(folder, data);
  const text = JSON.stringify({ ...experiment, data: { ...experiment.data, ...data } });
  const [resolved] = resolveRuns(parseExperiment(text).file!, { path: path.join(folder, 'faces.ferexp.json') });
  const dataset = await loadDataset(resolved!.data, {
    baseDirectory: folder,
    cacheDirectory: path.join(folder, 'cache'),
    onProgress: () => undefined,
  });
  return { folder, resolved: resolved!, dataset };
}

export type Given = Partial<Pick<ImportPlan, 'logits' | 'classes'>> & {
  readonly validation?: string;
  readonly seed?: number;
  readonly name?: string;
  readonly framework?: string;
};

/** Imports a file with this content and name. */
export async function importing(
  { folder, resolved, dataset }: Project,
  content: string | Buffer,
  given: Given = {},
  file = 'given.csv',
): Promise<ImportedRun> {
  const place = path.join(folder, file);
  writeFileSync(place, content);
  const { classNames } = dataset;
  const { classes, logits = false, name = 'elsewhere', seed, framework } = given;
  const test = await readPredictionsFile(place, classNames, classes);
  if (given.validation !== undefined) writeFileSync(path.join(folder, 'validation.csv'), given.validation);
  const validation =
    given.validation === undefined
      ? undefined
      : await readPredictionsFile(path.join(folder, 'validation.csv'), classNames, classes);
  const { data, baseDirectory, file: experimentFile } = resolved;
  return importRun({
    imported: {
      version: 1,
      name: 'faces',
      variant: name,
      repeat: 0,
      ...(seed !== undefined && { seed }),
      ...{ data, baseDirectory, file: experimentFile },
      imported: { file, ...(framework !== undefined && { framework }) },
    },
    runsRoot: path.join(folder, '.ferexp', 'runs'),
    ...{ dataset, test, validation, logits, classes },
  });
}
