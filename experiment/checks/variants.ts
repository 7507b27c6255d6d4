/** Checks that compare variants with the file and with each other. */
import { baseVariant } from '../../schemas/runDirectory';
import { isObject } from '../json';
import type { CrossedVariant, crossedVariants } from '../matrix';
import { resolveRuns } from '../resolve';
import type { ExperimentFile, JsonPath, ResolvedExperiment } from '../types';
import type { Concern, Subject } from './check';
import { own } from '../../schemas/own';
import { count } from '../../words/numbers';

/** The settings that change the result: not names, descriptions, published figures or the number of repeats. */
function substance({ engine, seed, data, model, training, techniques, initFrom, search }: ResolvedExperiment) {
  return { engine, seed, data, model, training, techniques, initFrom: initFrom ?? null, search: search ?? null };
}

/** A text that is equal for equal values, whatever the order of their keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    isObject(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}

/** Variants that would train the same network again. What a matrix makes of one variant or value is reported once. */
export function variantsAlike(subjects: readonly Subject[], crossed: ReturnType<typeof crossedVariants>): Concern[] {
  const concerns: Concern[] = [];
  const first = new Map<string, string>();
  const reported = new Set<string>();
  for (const { variant, resolved } of subjects) {
    const key = canonical(substance(resolved));
    const equal = first.get(key);
    if (equal === undefined) {
      first.set(key, variant);
      continue;
    }
    const path = placeOf(crossed.get(variant), crossed.get(equal)) ?? ['variants', variant];
    if (reported.has(JSON.stringify(path))) continue;
    reported.add(JSON.stringify(path));
    concerns.push(alike(variant, equal, path, crossed.size > 0));
  }
  return concerns;
}

/** The place of the value in which two combinations of a variant differ; the variant when they belong to two variants. */
function placeOf(one: CrossedVariant | undefined, other: CrossedVariant | undefined): JsonPath | undefined {
  if (one === undefined || other === undefined) return undefined;
  if (one.origin !== other.origin) return ['variants', one.origin];
  const setting = Object.keys(one.indices).find((name) => own(one.indices, name) !== own(other.indices, name));
  return setting === undefined ? ['matrix'] : ['matrix', setting, own(one.indices, setting)!];
}

function alike(variant: string, equal: string, path: JsonPath, crossed: boolean): Concern {
  const fix = { title: `Remove variant "${variant}"`, path, value: undefined };
  if (equal === baseVariant) {
    return {
      severity: 'warning',
      code: 'variant-changes-nothing',
      message:
        `Variant "${variant}" changes nothing: with all defaults it has the settings of the file, which already runs ` +
        'as "base". Change a setting or remove it.',
      paths: [path],
      fix,
    };
  }
  return {
    severity: 'warning',
    code: 'variant-identical',
    message:
      `Variant "${variant}" has the same settings as "${equal}", so it would train the same network again. Use ` +
      '"repeats" to train a variant more than once.',
    paths: [path],
    ...(crossed ? {} : { fix }),
  };
}

/** More runs are more often a mistake than intended. */
const manyRunsFrom = 1000;

/** A matrix that makes very many runs. */
export function manyRuns(file: ExperimentFile, path: string): Concern[] {
  if (file.matrix === undefined) return [];
  const { length } = resolveRuns(file, { path });
  if (length <= manyRunsFrom) return [];
  return [
    {
      severity: 'warning',
      code: 'matrix-large',
      message:
        `The matrix makes ${count(length)} runs. Values multiply with variants, with each other and with ` +
        '"repeats": take out what the question does not need.',
      paths: [['matrix']],
    },
  ];
}
