import type { EpochMetrics, RunSummary, SplitMetrics } from '../schemas/generated/summary';

/**
 * What readers of summary.json compute with. The runner's tests hold summaries against the whole schema; readers check no
 * more than this, since the schema's validator would be a tenth of the extension. A test holds it against the schema.
 */
export const neededOfSummary = {
  summary: {
    version: 'number',
    runId: 'string',
    experiment: 'string',
    variant: 'string',
    repeat: 'number',
    seed: 'number',
    status: 'string',
    startedAt: 'string',
    endedAt: 'string',
    trainingSeconds: 'number',
    epochsRun: 'number',
    splits: 'object',
  } satisfies Partial<Record<keyof RunSummary, string>>,
  epoch: {
    epoch: 'number',
    loss: 'number',
    accuracy: 'number',
    validationLoss: 'number',
    validationAccuracy: 'number',
  } satisfies Record<keyof EpochMetrics, string>,
  split: {
    examples: 'number',
    loss: 'number',
    accuracy: 'number',
    macroF1: 'number',
    classes: 'array',
    confusion: 'array',
  } satisfies Partial<Record<keyof SplitMetrics, string>>,
} as const;

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return value === null ? 'null' : typeof value;
}

function lackOf(value: unknown, needed: Readonly<Record<string, string>>, where: string): string | undefined {
  if (typeOf(value) !== 'object') return `${where === '' ? 'it' : `“${where}”`} is no object`;
  const prefix = where === '' ? '' : `${where}.`;
  for (const [name, type] of Object.entries(needed)) {
    const found = typeOf((value as Record<string, unknown>)[name]);
    if (found === 'undefined') return `“${prefix}${name}” is missing`;
    if (found !== type) return `“${prefix}${name}” should be of type ${type}`;
  }
  return undefined;
}

/** What a value lacks to be a summary, in words; undefined when it is one. */
export function lackOfSummary(value: unknown): string | undefined {
  const lack = lackOf(value, neededOfSummary.summary, '');
  if (lack !== undefined) return lack;
  const summary = value as RunSummary;
  if (!['completed', 'cancelled', 'failed'].includes(summary.status)) return `“status” is “${summary.status}”`;
  for (const name of ['best', 'last'] as const) {
    const lackOfEpoch = summary[name] === undefined ? undefined : lackOf(summary[name], neededOfSummary.epoch, name);
    if (lackOfEpoch !== undefined) return lackOfEpoch;
  }
  for (const [name, split] of Object.entries(summary.splits)) {
    const lackOfSplit = lackOf(split, neededOfSummary.split, `splits.${name}`);
    if (lackOfSplit !== undefined) return lackOfSplit;
  }
  return undefined;
}
