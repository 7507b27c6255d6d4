/** `dataSets`: sets of faces by name, which `data.source` may name and every network is tested on. */
import type { DataConfig, ExperimentFile } from '../schemas/generated/experiment';
import { own } from '../schemas/own';

type WithSets = Pick<ExperimentFile, 'data' | 'dataSets'>;

/** The data set that a variant trains on; undefined where its source is a path. */
export function trainedSet({ data, dataSets }: WithSets): string | undefined {
  return own(dataSets, data.source) === undefined ? undefined : data.source;
}

/** What `data` says of all sets. */
function shared(data: DataConfig): Omit<DataConfig, 'source'> {
  const others: Partial<DataConfig> = { ...data };
  delete others.source;
  return others;
}

/** The data that a variant trains on, with the settings of the set that it names. */
export function dataOf({ data, dataSets }: WithSets): DataConfig {
  const set = own(dataSets, data.source);
  return set === undefined ? data : { ...shared(data), ...set };
}

/** Each set as a variant tests on it. What belongs to the faces of a path in `data` does not belong to them. */
export function setsOf({ data, dataSets = {} }: WithSets): Record<string, DataConfig> {
  const isNamed = own(dataSets, data.source) !== undefined;
  const { fraction, validation, labels } = data;
  const others = isNamed
    ? shared(data)
    : {
        ...(fraction !== undefined && { fraction }),
        ...(validation !== undefined && { validation }),
        ...(labels !== undefined && { labels }),
      };
  return Object.fromEntries(Object.entries(dataSets).map(([name, set]) => [name, { ...others, ...set }]));
}

/** Settings that both `data` and the set that it names have: nobody could know which counts. */
export function saidTwice({ data, dataSets }: WithSets): string[] {
  const set = own(dataSets, data.source);
  return set === undefined ? [] : Object.keys(shared(data)).filter((key) => Object.hasOwn(set, key));
}
