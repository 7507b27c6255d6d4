/** The settings of a run as dotted paths, for columns that show what differs. */
import { shortName } from '../schemas/search';
import { hasBase } from './defaults';
import { isObject } from './json';
import { originName } from './originName';
import { isList } from './search';
import { shownBesides, shownTechniques } from './techniques';
import type { ImportedExperiment, ResolvedExperiment, ResolvedSearch, Trainable } from './types';
import type { SettingValue } from '../schemas/messages/parts';

/**
 * Data, model, training and techniques by dotted path, in the order of the file. A technique that is off shows as what
 * leaves everything as it is (`epsilon` 0, no flip), so that on and off differ in what was switched only.
 */
export function flattenSettings(
  resolved: Pick<ResolvedExperiment, 'data' | 'model' | 'training' | 'techniques' | 'initFrom' | 'search'>,
): Record<string, SettingValue> {
  const { data, model, training, techniques } = resolved;
  const result: Record<string, SettingValue> = {};
  flatten(result, 'data', data);
  flatten(result, 'model', model);
  flatten(result, 'training', {
    ...training,
    earlyStopping: training.earlyStopping ?? null,
    // It plays a part only where a frozen base could be computed once.
    features: hasBase(model) && training.trainable === 'head' ? training.features : null,
    // One value each, whichever form the file gives.
    trainable: trainableWords(training.trainable),
    fineTuning: training.fineTuning
      ? { ...training.fineTuning, trainable: trainableWords(training.fineTuning.trainable) }
      : null,
  });
  flatten(result, 'techniques', shownTechniques(techniques));
  result['initFrom'] = resolved.initFrom ? originName(resolved.initFrom) : null;
  if (resolved.search) result['search'] = searchWords(resolved.search);
  flatten(result, 'techniques', shownBesides(techniques));
  return result;
}

/** What a data set of the file says of its faces. */
const ofSets = ['layout', 'classes', 'holdOut', 'synthetic'].map((key) => `data.${key}.`);

/** Settings where the name of a data set stands for its path and for what its files mean. */
export function withSetNamed(
  values: Readonly<Record<string, SettingValue>>,
  { dataSet }: Pick<ResolvedExperiment, 'dataSet'>,
): Record<string, SettingValue> {
  if (dataSet === undefined) return values;
  const others = Object.entries(values).filter(([path]) => !ofSets.some((prefix) => path.startsWith(prefix)));
  return { ...Object.fromEntries(others), 'data.source': dataSet };
}

/** Of a network that was trained elsewhere: which faces and labels it was tested on. Settings that are not there are unknown. */
export function flattenImported({ data }: ImportedExperiment): Record<string, SettingValue> {
  const { scheme, unknown, votes } = data.labels;
  const { source, fraction, classes, exclude, synthetic, test } = data;
  const result: Record<string, SettingValue> = {};
  flatten(result, 'data', { source, fraction, classes, exclude, synthetic, labels: { scheme, unknown, votes }, test });
  return result;
}

/** `all`, `head`, `from conv5_block1`, `last 10`. */
function trainableWords(trainable: Trainable): string {
  if (typeof trainable === 'string') return trainable;
  return 'from' in trainable ? `from ${trainable.from}` : `last ${trainable.last}`;
}

/** `learningRate: 0.001, 0.0001; 3 folds of 5 epochs`. */
function searchWords({ over, method, samples, folds, epochs, monitor }: ResolvedSearch): string {
  const paths = Object.keys(over);
  const tried = Object.entries(over).map(
    ([path, from]) =>
      `${shortName(path, paths)}: ${isList(from) ? from.map((value) => JSON.stringify(value)).join(', ') : `${from.min} to ${from.max}${from.scale === 'log' ? ' (log)' : ''}`}`,
  );
  const how = method === 'random' ? [`${samples} at random`] : [];
  const by = monitor === 'validationLoss' ? ['by loss'] : [];
  return [...tried, ...how, `${folds} folds of ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`, ...by].join('; ');
}

function flatten(into: Record<string, SettingValue>, prefix: string, value: unknown): void {
  if (isObject(value)) for (const [key, child] of Object.entries(value)) flatten(into, `${prefix}.${key}`, child);
  else if (value !== undefined) into[prefix] = value as SettingValue;
}
