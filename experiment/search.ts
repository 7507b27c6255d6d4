/** `search`: settings that are chosen by cross-validation. How many are tried, and what a run is with some of them. */
import path from 'node:path';
import { valuesText } from '../schemas/search';
import { UserError } from '../schemas/userError';
import { resolveModel, resolveTraining } from './defaults';
import { schemaFindings } from './findings';
import type { JsonObject } from './json';
import { setAt } from './overrides';
import { needsImages, predictTechniques, resolveTechniques, trainingTechniques } from './techniques';
import type { ExperimentFile, ResolvedExperiment, ResolvedSearch, ResolvedTechniques } from './types';

/** Values by dotted path: one of what a search tries. */
export type SearchValues = Readonly<Record<string, unknown>>;

/** How many combinations are tried at most: random search does not try one twice. */
export function candidateCount({ method, over, samples }: Pick<ResolvedSearch, 'method' | 'over' | 'samples'>): number {
  const sizes = Object.values(over).map((values) => (isList(values) ? values.length : Infinity));
  const all = sizes.reduce((product, size) => product * size, 1);
  return method === 'grid' ? all : Math.min(samples, all);
}

export function isList(values: ResolvedSearch['over'][string]): values is readonly unknown[] {
  return Array.isArray(values);
}

/**
 * The run with the values of a search, as if the file gave them: what follows from a setting where the file says nothing
 * follows from the value.
 * @throws UserError when the schema does not allow the values together
 */
export function withValues(resolved: ResolvedExperiment, values: SearchValues): ResolvedExperiment {
  if (resolved.search === undefined) return resolved;
  const settings = structuredClone(resolved.search.settings) as unknown as JsonObject;
  for (const [name, value] of Object.entries(values)) setAt(settings, name.split('.'), structuredClone(value));
  const [wrong] = schemaFindings({ version: 1, name: resolved.name, data: { source: 'synthetic' }, ...settings });
  if (wrong !== undefined) {
    throw new UserError(`The search cannot try ${valuesText(values)}: ${wrong.message}`, 'Correct search.over.');
  }
  const { model, training, techniques = {} } = settings as unknown as ExperimentFile;
  const chosen = withKnownTeacher(resolveTechniques(techniques, path.basename(resolved.file)), resolved);
  return {
    ...resolved,
    model: resolveModel(model),
    training: resolveTraining(training, model, needsImages(chosen)),
    techniques: chosen,
  };
}

/** Which run its teacher is was decided before the search. */
function withKnownTeacher(chosen: ResolvedTechniques, { techniques }: ResolvedExperiment): ResolvedTechniques {
  const { distillation } = chosen;
  const from = techniques.distillation?.from;
  return distillation && from ? { ...chosen, distillation: { ...distillation, from } } : chosen;
}

/**
 * What a fold trains: the candidate for the search's own number of epochs, without what would end it early or go on
 * after it, and without what only concerns the test images.
 */
export function foldExperiment(
  candidate: ResolvedExperiment,
  { epochs }: Pick<ResolvedSearch, 'epochs'>,
  seed: number,
): ResolvedExperiment {
  const { optimizer, schedule, batchSize, classWeights } = candidate.training;
  const { trainable, batchNormalization, gradientAccumulation, features } = candidate.training;
  return {
    ...candidate,
    seed,
    training: {
      ...{
        optimizer,
        schedule,
        batchSize,
        classWeights,
        trainable,
        batchNormalization,
        gradientAccumulation,
        features,
      },
      epochs,
      selectBest: 'last',
    },
    techniques: trainingTechniques(candidate.techniques),
  };
}

/** Of settings that folds do not see: a search over them would choose by nothing. */
export const unseenByFolds: readonly string[] = [
  'training.epochs',
  'training.selectBest',
  'training.earlyStopping',
  'training.fineTuning',
  ...predictTechniques.map((name) => `techniques.${name}`),
];
