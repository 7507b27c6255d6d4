/** Completes settings that a file names by dotted path: the keys of `matrix` and of a search. */
import { settingPaths, type SettingPath } from '../../../experiment/schema';
import type { ParsedExperiment } from '../../documents/parsedDocuments';
import { dataSetNames, nodeAt, propertiesOf } from '../../documents/tree';

export interface SettingPlace {
  readonly kind: 'settingPath' | 'settingValue';
  /** Span of the replaced token with its quotes. */
  readonly offset: number;
  readonly length: number;
  /** The object that has the keys. */
  readonly within: 'matrix' | 'search.over';
  /** The setting whose value is completed. */
  readonly setting?: string;
}

const roots = {
  matrix: ['engine', 'seed', 'data', 'model', 'training', 'techniques'],
  'search.over': ['model', 'training', 'techniques'],
} as const;

/** @param path dotted path of the position, for a variant without `variants.<name>` */
export function settingPlace(
  path: string,
  isKey: boolean,
  { offset, length }: { readonly offset: number; readonly length: number },
): SettingPlace | undefined {
  for (const within of ['matrix', 'search.over'] as const) {
    if (!path.startsWith(`${within}.`)) continue;
    const rest = path.slice(within.length + 1);
    if (isKey) return { kind: 'settingPath', offset, length, within };
    // The last number is the index in the list of values.
    const item = /^(.*)\.\d+$/.exec(rest)?.[1];
    if (item !== undefined) return { kind: 'settingValue', offset, length, within, setting: item };
  }
  return undefined;
}

interface SettingItem {
  readonly label: string;
  readonly detail: string;
  readonly snippet: string;
}

/** The items that are possible at the place, without settings that are already named. */
export function settingItems(place: SettingPlace, text: string, parsed: ParsedExperiment): SettingItem[] {
  const all = settingPaths(roots[place.within]);
  if (place.kind === 'settingValue') {
    const setting = all.find(({ path }) => path === place.setting);
    const named = place.setting === 'data.source' ? dataSetNames(parsed) : [];
    return [...(setting?.values ?? []), ...named].map((value) => ({
      label: JSON.stringify(value),
      detail: place.setting!,
      snippet: JSON.stringify(value),
    }));
  }
  const hasValue = /^\s*:/.test(text.slice(place.offset + place.length));
  const own = text.slice(place.offset, place.offset + place.length);
  const named = new Set(propertiesOf(nodeAt(parsed, place.within.split('.'))).map(({ name }) => JSON.stringify(name)));
  return all
    .filter(({ path }) => !named.has(JSON.stringify(path)) || JSON.stringify(path) === own)
    .map((setting) => ({
      label: setting.path,
      detail: detailOf(setting),
      snippet: `${JSON.stringify(setting.path)}${hasValue ? '' : ': [$1]'}`,
    }));
}

function detailOf({ values, initial }: SettingPath): string {
  const known = values.length > 0 && values.length <= 8 ? values.map((value) => JSON.stringify(value)).join(', ') : '';
  const isPlain = initial !== undefined && (typeof initial !== 'object' || initial === null);
  return [known, isPlain ? `default ${JSON.stringify(initial)}` : ''].filter(Boolean).join('; ') || 'Setting';
}
