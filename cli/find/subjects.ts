/** The models and batch sizes that `bench` and `profile` measure: given, or those of an experiment. */
import { hasBase, resolveModel } from '../../experiment/defaults';
import { definition } from '../../experiment/schema';
import { resolveRuns } from '../../experiment/resolve';
import type { ResolvedExperiment } from '../../experiment/types';
import { modelName } from '../../experiment/modelName';
import { UserError } from '../../schemas/userError';
import { locateModel } from '../../runner/models/locate';
import { type ReadExperiment, readExperiment } from './experimentFile';
import { printProblems } from '../report/problems';
import { countProblems } from '../../experiment/problemText';
import type { Terminal } from '../report/terminal';

export type Model = ResolvedExperiment['model'];

export interface Subject {
  readonly model: Model;
  readonly batchSize: number;
}

/** Model types that are trained from scratch. A model on a trained base is measured only for a file that uses it. */
export const modelTypes = (definition('model').properties!['type']!.enum as readonly Model['type'][]).filter(
  (type) => !hasBase({ type }),
);

/** Those that are measured where nothing says which: the others take minutes and gigabytes. */
const quickModels: readonly Model['type'][] = ['customCnn', 'smallCnn', 'lightCnn'];

const defaultBatchSize = definition('training').properties!['batchSize']!.default as number;

/**
 * The runs of an experiment file.
 * @throws UserError when it cannot run; its problems are then already printed
 */
export async function readRuns(name: string, terminal: Terminal): Promise<ResolvedExperiment[]> {
  const { path: file, file: experiment, problems, lines }: ReadExperiment = await readExperiment(name);
  printProblems(file, problems, lines, terminal);
  if (experiment === undefined) {
    throw new UserError(`${name} cannot run: ${countProblems(problems)}.`, 'Correct it first; see: ferexp validate.');
  }
  return resolveRuns(experiment, { path: file });
}

export interface SubjectOptions {
  readonly model?: readonly Model['type'][];
  readonly batchSize?: readonly number[];
}

/**
 * Models with batch sizes, each pair once: those that are given, otherwise those of the runs, otherwise the quick
 * models with the default batch size.
 */
export function subjectsOf(runs: readonly ResolvedExperiment[], { model, batchSize }: SubjectOptions): Subject[] {
  const own = runs.filter((run) => model === undefined || model.includes(run.model.type));
  const found: Subject[] =
    own.length > 0
      ? own.map((run) => ({ model: locateModel(run.model, run.baseDirectory), batchSize: run.training.batchSize }))
      : (model ?? quickModels).map((type) => ({ model: resolveModel({ type }), batchSize: defaultBatchSize }));
  const sized =
    batchSize === undefined ? found : found.flatMap((one) => batchSize.map((size) => ({ ...one, batchSize: size })));
  const unique = new Map(sized.map((one) => [`${modelName(one.model)} ${one.batchSize}`, one]));
  return [...unique.values()];
}
