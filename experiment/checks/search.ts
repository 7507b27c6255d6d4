/** Checks of a search: what it tries, and on which images. */
import { schemaFindings, type Finding } from '../findings';
import { equalJson, type JsonObject, valueAt } from '../json';
import { setAt } from '../overrides';
import { candidateCount, isList, unseenByFolds } from '../search';
import type { JsonPath } from '../types';
import type { Check, Concern, Subject } from './check';
import { trainingImages } from './data';

/** More than this is rarely meant. */
const manyFolds = 300;

function overPath(setting: string, ...rest: (string | number)[]): JsonPath {
  return ['search', 'over', setting, ...rest];
}

/** Every value must be allowed at its path in the file. */
export const searchValuesInvalid: Check = (subject) => {
  const { search } = subject.resolved;
  if (search === undefined) return [];
  const known = new Set(schemaFindings(subject.settings).map(signOf));
  return Object.entries(search.over).flatMap(([setting, values]) => {
    const objections = (value: unknown) => newFindings(subject, setting, value, known);
    if (!isList(values)) return rangeConcerns(setting, values, objections);
    const [unknown] = values.flatMap(objections).filter(({ kind }) => kind === 'unknown-key');
    if (unknown !== undefined) return [pathConcern(setting, unknown)];
    return values.flatMap((value, index) =>
      objections(value)
        .slice(0, 1)
        .map(({ message }): Concern => ({ ...invalid(message), paths: [overPath(setting, index)] })),
    );
  });
};

function invalid(message: string) {
  return { severity: 'error', code: 'search-value', message: `The search cannot try it: ${message}` } as const;
}

function pathConcern(setting: string, { message, path, suggestion }: Finding): Concern {
  const parts = setting.split('.');
  const position = path.length - 1;
  const nearest =
    suggestion === undefined
      ? undefined
      : [...parts.slice(0, position), suggestion, ...parts.slice(position + 1)].join('.');
  return {
    severity: 'error',
    code: 'search-path',
    message: `There is nothing to search there: ${message}`,
    paths: [overPath(setting)],
    ...(nearest === undefined ? {} : { suggestion: nearest }),
  };
}

function signOf({ path, message }: Finding): string {
  return `${JSON.stringify(path)} ${message}`;
}

/** What the schema rejects when the setting has the value. */
function newFindings({ settings }: Subject, setting: string, value: unknown, known: ReadonlySet<string>): Finding[] {
  const changed = structuredClone(settings) as unknown as JsonObject;
  setAt(changed, setting.split('.'), value);
  return schemaFindings(changed).filter((finding) => !known.has(signOf(finding)));
}

interface Range {
  readonly min: number;
  readonly max: number;
  readonly scale: 'linear' | 'log';
  readonly integer: boolean;
}

function rangeConcerns(setting: string, range: Range, objections: (value: unknown) => Finding[]): Concern[] {
  const { min, max, scale, integer } = range;
  const concern = (message: string, ...keys: readonly [keyof Range, ...(keyof Range)[]]): Concern => ({
    severity: 'error',
    code: 'search-range',
    message,
    paths: [overPath(setting, keys[0]), ...keys.slice(1).map((key) => overPath(setting, key)), overPath(setting)],
  });
  if (min > max)
    return [concern(`The range ends at ${max}, before it begins at ${min}. Give min the smaller one.`, 'max')];
  if (scale === 'log' && min <= 0) {
    return [concern(`A logarithmic scale has no ${min}: give a min above 0, or the scale "linear".`, 'min')];
  }
  if (integer && Math.ceil(min) > Math.floor(max)) {
    return [
      concern(`There is no whole number from ${min} to ${max}. Widen the range, or remove "integer".`, 'integer'),
    ];
  }
  const drawn = integer ? { min: Math.ceil(min), max: Math.floor(max) } : { min, max };
  for (const end of ['min', 'max'] as const) {
    const [wrong] = objections(drawn[end]);
    if (wrong?.kind === 'unknown-key') return [pathConcern(setting, wrong)];
    if (wrong !== undefined) return [concern(`The search cannot try ${drawn[end]}: ${wrong.message}`, end)];
  }
  // Both ends may be whole numbers although the numbers between them are not.
  const [wrong] = integer ? [] : objections(min + (max - min) * 0.381966);
  return wrong === undefined || min === max
    ? []
    : [{ ...concern(`Most numbers of the range are not allowed there: ${wrong.message} Add "integer": true.`, 'max') }];
}

/** A grid cannot try all numbers of a range. */
export const searchRangeInGrid: Check = ({ resolved: { search } }) => {
  if (search?.method !== 'grid') return [];
  return Object.entries(search.over)
    .filter(([, values]) => !isList(values))
    .map(([setting]): Concern => ({
      severity: 'error',
      code: 'search-range-in-grid',
      message:
        `A grid tries all values, so ${setting} needs a list of them. Give a list, or the method "random" to draw from ` +
        'the range.',
      paths: [overPath(setting), ['search', 'method']],
      fix: { title: 'Use random search', path: ['search', 'method'], value: 'random' },
    }));
};

/** Settings that make no difference to the folds. */
export const searchUnseen: Check = ({ resolved: { search } }) => {
  if (search === undefined) return [];
  return Object.keys(search.over)
    .filter((setting) => unseenByFolds.some((path) => setting === path || setting.startsWith(`${path}.`)))
    .map((setting): Concern => ({
      severity: 'error',
      code: 'search-unseen',
      message:
        `Every fold trains ${search.epochs} epochs (search.epochs) and is evaluated by single predictions after the last, so ` +
        `${setting} makes no difference: the first value would always win. Take it out of the search; compare its ` +
        'values as variants.',
      paths: [overPath(setting)],
    }));
};

/** A search with a single candidate chooses nothing. */
export const searchWithoutChoice: Check = ({ resolved: { search } }) => {
  if (search === undefined || candidateCount(search) > 1) return [];
  return [
    {
      severity: 'warning',
      code: 'search-without-choice',
      message: 'There is one combination only, so the search has nothing to choose. Give more values, or remove it.',
      paths: [['search', 'over'], ['search']],
    },
  ];
};

/** The search takes the time of many runs. */
export const searchLarge: Check = ({ resolved: { search } }) => {
  if (search === undefined) return [];
  const count = candidateCount(search);
  const folds = count * search.folds;
  if (!Number.isFinite(folds) || folds <= manyFolds) return [];
  return [
    {
      severity: 'warning',
      code: 'search-large',
      message:
        `${count} combinations in ${search.folds} folds are ${folds} trainings of ${search.epochs} epochs before the run ` +
        'itself begins, for each repeat. Try fewer values, or draw some of them with the method "random".',
      paths: [['search', 'over'], ['search']],
    },
  ];
};

/** Each fold needs an image to validate on. */
export const searchFolds: Check = (subject, context) => {
  const { search } = subject.resolved;
  const images = search && trainingImages(subject, context);
  if (search === undefined || images === undefined || search.folds <= images) return [];
  return [
    {
      severity: 'error',
      code: 'search-folds',
      message: `${search.folds} folds cannot be made of about ${images} training images. Use fewer folds or more data.`,
      paths: [
        ['search', 'folds'],
        ['data', 'fraction'],
        ['data', 'synthetic', 'training'],
      ],
      fix: { title: 'Use 2 folds', path: ['search', 'folds'], value: 2 },
    },
  ];
};

/** A model that has seen the validation images says little about how well settings train. */
export const searchAfterTraining: Check = ({ resolved: { search, initFrom } }) => {
  if (search === undefined || initFrom === undefined || 'model' in initFrom) return [];
  return [
    {
      severity: 'warning',
      code: 'search-after-training',
      message:
        'Every fold would start from a model that was trained on the images that the fold validates on, so all candidates ' +
        'look better than they are, and those that change the model least look best. Search in the experiment that it ' +
        'starts from, or search without initFrom.',
      paths: [['search'], ['initFrom']],
    },
  ];
};

/** The file gives a value that the search does not try, and that nothing will use. */
export const searchReplaces: Check = ({ resolved: { search }, settings }) => {
  if (search === undefined) return [];
  return Object.entries(search.over).flatMap(([setting, values]): Concern[] => {
    const own = valueAt(settings, setting.split('.'));
    if (own === undefined || !isList(values) || values.some((value) => equalJson(value, own))) return [];
    return [
      {
        severity: 'warning',
        code: 'search-replaces',
        message:
          `The search decides on ${setting}, and the ${JSON.stringify(own)} of the file is not among the values ` +
          'that it tries, so nothing uses it. Add it to search.over, or remove it from the file.',
        paths: [setting.split('.') as [string, ...string[]], overPath(setting)],
      },
    ];
  });
};
