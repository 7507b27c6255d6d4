/** Makes a run of what a network answered that was trained elsewhere. */
import type { ImportedExperiment } from '../../experiment/types';
import type { Imported } from '../../schemas/imported';
import type { RunSummary } from '../../schemas/generated/summary';
import type { Dataset } from '../data/dataset';
import { officialParts, pickRows, testParts } from '../run/splitParts';
import { type OfSplit, writeAnsweredRun } from './answeredRun';
import { type ClassOrder, classOrder } from './classOrder';
import { matchRows, type Wanted } from './match';
import { type Answers, understand } from './understand';
import { picturePaths } from './picturePaths';
import type { PredictionsFile } from './readFile';

export interface ImportPlan {
  /** Without its answers: whose they are, and for which experiment. */
  readonly imported: Omit<ImportedExperiment, 'imported'> & {
    readonly imported: Omit<Imported, 'sha256' | 'importedAt' | 'answers'>;
  };
  readonly runsRoot: string;
  readonly dataset: Dataset;
  readonly test: PredictionsFile;
  readonly validation?: PredictionsFile | undefined;
  readonly logits: boolean;
  readonly classes: Readonly<Record<string, string>> | undefined;
}

export interface ImportedRun {
  readonly directory: string;
  readonly summary: RunSummary;
  /** How the file was understood, as sentences. */
  readonly how: readonly string[];
}

/**
 * Makes the run, complete or not at all.
 * @throws UserError when the answers are not those of the experiment's faces, naming the row
 */
export async function importRun(plan: ImportPlan): Promise<ImportedRun> {
  const { imported, dataset, test, validation } = plan;
  const { classNames } = dataset;
  const order = classOrder(classNames, plan.classes);
  const understood = understand(test.raw, { classNames, order, logits: plan.logits });
  const tested = await ofSplit('test', understood, plan);
  const splits = [tested.answers];
  const how = [classWords(understood, order, plan), tested.how, ...orderWords(understood)];
  if (validation !== undefined) {
    const validated = understand(validation.raw, { classNames, order, logits: plan.logits });
    const found = await ofSplit('validation', validated, plan);
    splits.push(found.answers);
    how.push(`Validation: ${found.how}`);
  }
  for (const part of testParts(imported.data.test, dataset))
    splits.push(selected(tested.answers, part, classNames.length));
  const now = new Date().toISOString();
  const { file, ...facts } = imported.imported;
  const resolved: ImportedExperiment = {
    ...imported,
    imported: { file, sha256: test.sha256, importedAt: now, answers: understood.answers, ...facts },
  };
  const written = await writeAnsweredRun({ runsRoot: plan.runsRoot, resolved, dataset, splits });
  return { ...written, how: how.filter((words) => words !== '') };
}

async function ofSplit(
  split: 'test' | 'validation',
  answers: Answers,
  { dataset, imported }: ImportPlan,
): Promise<{ readonly answers: OfSplit; readonly how: string }> {
  const { data, baseDirectory } = imported;
  const ids = dataset.splits[split];
  const ofValidation = data.validation === 'publicTest' ? (['PublicTest'] as const) : [];
  const wanted: Wanted = {
    ...{ dataset, split, ids },
    parts: split === 'test' ? data.test.map((part) => officialParts[part]) : ofValidation,
    pathsOf: () => picturePaths(data, baseDirectory, dataset.labels.length),
  };
  const { rows, how } = await matchRows(answers, wanted);
  const probabilities = pickRows(answers.probabilities, rows, dataset.classNames.length);
  return { answers: { split, ids, probabilities, classesOnly: answers.answers === 'classes' }, how };
}

function selected(
  { ids, probabilities, classesOnly }: OfSplit,
  { name, includes }: { readonly name: string; readonly includes: (id: number) => boolean },
  classes: number,
): OfSplit {
  const rows = [...ids.keys()].filter((row) => includes(ids[row]!));
  return {
    split: name,
    ids: Uint32Array.from(rows, (row) => ids[row]!),
    probabilities: pickRows(probabilities, rows, classes),
    classesOnly,
  };
}

/** Class numbers that nobody explained are said, since another order is a common mistake. */
function classWords({ byNumber }: Answers, { words }: ClassOrder, { classes }: ImportPlan): string {
  if (!byNumber) return '';
  return classes === undefined
    ? `The numbers of classes are read as the order of the experiment’s labels: ${words}. If that is not so, give --classes.`
    : `The numbers of classes are read as --classes says: ${words}.`;
}

function orderWords({ labels, key }: Answers): string[] {
  if (labels !== undefined) return ['The labels in the file are those of the data.'];
  if (key !== undefined && key.kind !== 'row') return [];
  return ['Nothing in the file confirms that order: a column of labels would.'];
}
