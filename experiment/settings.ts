/** The settings of a run as dotted paths, for columns that show what differs. */
import type { SettingValue } from '../schemas/messages';
import { shortName } from '../schemas/search';
import { hasBase, resolveAugmentation } from './defaults';
import { equalJson, isObject } from './json';
import { isList } from './search';
import type { ResolvedAugmentation, ResolvedExperiment, ResolvedInitFrom, ResolvedSearch, Trainable } from './types';
import { own } from '../schemas/own';

/**
 * Data, model, training and techniques by dotted path, in the order of the file. A technique that is off shows as what
 * leaves everything as it is (`epsilon` 0, no flip), so that on and off differ in what was switched only.
 */
export function flattenSettings(
  resolved: Pick<ResolvedExperiment, 'data' | 'model' | 'training' | 'techniques' | 'initFrom' | 'search'>,
): Record<string, SettingValue> {
  const { data, model, training, techniques } = resolved;
  const off = resolveAugmentation({});
  const augmentation = techniques.augmentation ?? off;
  const tta = techniques.testTimeAugmentation;
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
  flatten(result, 'techniques', {
    augmentation: shownAugmentation(augmentation),
    labelSmoothing: { epsilon: techniques.labelSmoothing?.epsilon ?? 0 },
    testTimeAugmentation: { samples: tta?.samples ?? 0 },
  });
  result['initFrom'] = initFromWords(resolved.initFrom);
  if (resolved.search) result['search'] = searchWords(resolved.search);
  // What is as by default is not worth a column: random samples, transformed as in training, and their mean.
  if (tta && tta.set !== 'random') result['techniques.testTimeAugmentation.set'] = tta.set;
  if (tta && 'cropSize' in tta) result['techniques.testTimeAugmentation.cropSize'] = tta.cropSize;
  if (tta && tta.combine !== 'mean') result['techniques.testTimeAugmentation.combine'] = tta.combine;
  if (tta?.set === 'random' && !equalJson(tta.augmentation, augmentation)) {
    const changes = Object.entries(shownAugmentation(tta.augmentation)).filter(
      ([key, value]) => !equalJson(value, own(shownAugmentation(off), key)),
    );
    flatten(result, 'techniques.testTimeAugmentation.augmentation', Object.fromEntries(changes));
  }
  return result;
}

/** `all`, `head`, `from conv5_block1`, `last 10`. */
function trainableWords(trainable: Trainable): string {
  if (typeof trainable === 'string') return trainable;
  return 'from' in trainable ? `from ${trainable.from}` : `last ${trainable.last}`;
}

/** `custom.ferexp.json: base`, a run or a model; null without. */
function initFromWords(initFrom: ResolvedInitFrom | undefined): string | null {
  if (initFrom === undefined) return null;
  if ('experiment' in initFrom) return `${initFrom.experiment}: ${initFrom.variant}`;
  return 'model' in initFrom ? initFrom.model : initFrom.run;
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

function shownAugmentation(augmentation: ResolvedAugmentation): Record<string, unknown> {
  return { ...augmentation, brightness: augmentation.brightness ?? null, contrast: augmentation.contrast ?? null };
}

function flatten(into: Record<string, SettingValue>, prefix: string, value: unknown): void {
  if (isObject(value)) for (const [key, child] of Object.entries(value)) flatten(into, `${prefix}.${key}`, child);
  else if (value !== undefined) into[prefix] = value as SettingValue;
}
