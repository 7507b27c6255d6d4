/** Checks of `dataSets`: each set is checked as the data of a run that trains on it. */
import path from 'node:path';
import { resolveData } from '../defaults';
import { saidTwice, setsOf } from '../dataSets';
import type { JsonPath } from '../types';
import type { Check, Concern, Subject } from './check';

/** Both the set and `data` give a setting: the set would win without a word. */
export const dataSetSaysTwice: Check = ({ settings }) => {
  const { source } = settings.data;
  return saidTwice(settings).map((key) => ({
    severity: 'error',
    code: 'data-set-says-twice',
    message: `Both data and dataSets.${source} have "${key}". Give it in the set, or in data for all sets.`,
    paths: [
      ['data', key],
      ['dataSets', source, key],
    ],
  }));
};

/** A set is named like a folder that is not its source. */
export const dataSetHidesPath: Check = ({ settings, resolved }, context) => {
  const { dataSet, baseDirectory, data } = resolved;
  if (dataSet === undefined) return [];
  const folder = path.resolve(baseDirectory, dataSet);
  if (path.resolve(baseDirectory, data.source) === folder || context.exists(folder) !== true) return [];
  return [
    {
      severity: 'warning',
      code: 'data-set-hides-path',
      message: `"${dataSet}" is the data set of that name, from "${data.source}", and not the file or folder ${folder}. Write "./${dataSet}" for that one.`,
      paths: [['data', 'source']],
      fix: { title: `Change to "./${dataSet}"`, path: ['data', 'source'], value: `./${settings.data.source}` },
    },
  ];
};

/** What the checks of data find in each set, at its place in the file. */
export function concernsOfSets(subject: Subject, checks: readonly Check[], context: Parameters<Check>[1]): Concern[] {
  return Object.entries(setsOf(subject.settings)).flatMap(([name, data]) => {
    const { settings, resolved } = subject;
    const ofSet = { ...subject, settings: { ...settings, data }, resolved: { ...resolved, data: resolveData(data) } };
    const placed = (place: JsonPath): JsonPath => ['dataSets', name, ...place.slice(1)];
    return checks
      .flatMap((check) => check(ofSet, context))
      .filter(isOfData)
      .map((concern): Concern => {
        const [first, ...others] = concern.paths;
        return {
          ...concern,
          message: concern.message.replaceAll(/\bdata\.(?=[a-z])/g, `dataSets.${name}.`),
          paths: [placed(first), ...others.filter((each) => each[0] === 'data').map(placed)],
          ...(concern.fix && { fix: { ...concern.fix, path: placed(concern.fix.path) } }),
        };
      });
  });
}

/** Whether a concern is about the data alone. */
export const isOfData = ({ paths: [first] }: Concern): boolean => first[0] === 'data';
