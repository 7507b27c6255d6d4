/** Settings of an experiment as people write them. */
import { own } from '../schemas/own';
import type { Imported } from '../schemas/imported';
import { missingSetting } from './imported';
import { rounded } from './numbers';
import type { SettingValue } from '../schemas/messages/parts';

/** Settings whose pair of numbers is a range; every other array is a list. */
const ranges: ReadonlySet<string> = new Set([
  ...['zoom', 'brightness', 'contrast'].flatMap((name) =>
    ['techniques.augmentation', 'techniques.testTimeAugmentation.augmentation'].map((room) => `${room}.${name}`),
  ),
  ...['area', 'ratio'].map((name) => `techniques.randomErasing.${name}`),
]);

/** @param path dotted: `techniques.augmentation.zoom` */
export const isRange = (path: string): boolean => ranges.has(path);

/** `0.001`, `on`, `0.6 to 1.4` for a range, `publicTest, privateTest` for a list, `–` for nothing. */
export function settingWords(path: string, value: SettingValue | undefined): string {
  if (value === undefined || value === null) return '–';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  // 0.3, not 0.30000000000000004: a computed value has digits that nobody wrote.
  if (typeof value === 'number') return String(rounded(value, 12));
  if (typeof value !== 'object') return value;
  const isArray = (candidate: object): candidate is readonly unknown[] => Array.isArray(candidate);
  if (!isArray(value)) return JSON.stringify(value);
  return value
    .map((each) =>
      typeof each === 'object' ? JSON.stringify(each) : settingWords(path, each as string | number | boolean),
    )
    .join(isRange(path) ? ' to ' : ', ');
}

/** The settings of a row or a run: of an imported network only some are known. */
interface Known {
  readonly settings: Readonly<Record<string, SettingValue>>;
  readonly imported?: Pick<Imported, 'ensemble'> | undefined;
}

/** The setting of a row as `settingWords`, or that it is unknown. */
export function rowSetting({ settings, imported }: Known, path: string): string {
  const value = own(settings, path);
  return imported && value === undefined ? missingSetting(imported) : settingWords(path, value);
}

/**
 * Dotted paths of the settings that differ between rows or runs, in the order of the file. A setting that is unknown, of an imported
 * network, differs from nothing.
 */
export function differingSettings(of: readonly Known[]): string[] {
  const order: string[] = [];
  for (const { settings } of of) {
    let position = 0;
    for (const path of Object.keys(settings)) {
      const found = order.indexOf(path);
      if (found >= 0) position = found + 1;
      // A path that only later ones have follows the path that precedes it there.
      else order.splice(position++, 0, path);
    }
  }
  const isKnown = ({ settings, imported }: Known, path: string): boolean =>
    !imported || own(settings, path) !== undefined;
  return order.filter((path) => {
    const known = of.filter((each) => isKnown(each, path));
    return new Set(known.map(({ settings }) => JSON.stringify(own(settings, path) ?? null))).size > 1;
  });
}

/** The last name of the path, with its parent if the name alone is not clear. */
function settingTitle(path: string): string {
  const names = path.split('.');
  const last = names.at(-1)!;
  // An alpha or a start is clear beside its technique alone; a rotation or a shear says what it is.
  const [section, technique] = names;
  const ofTechnique = section === 'techniques' && technique !== 'augmentation';
  const isVague = ofTechnique || ['type', 'source', 'fraction', 'seed'].includes(last);
  return isVague && names.length > 1 ? `${names.at(-2)!} ${last}` : last;
}

/** A title for each setting, with more of its path if another setting has the same name. */
export function settingTitles(paths: readonly string[]): readonly string[] {
  const lastNames = paths.map((path) => path.split('.').at(-1)!);
  return paths.map((path, index) => {
    const isAlone = lastNames.filter((name) => name === lastNames[index]).length === 1;
    return isAlone ? settingTitle(path) : path.split('.').slice(-2).join(' ');
  });
}

/** For each setting that differs, its title and value in each row or run, as columns have them: `epsilon 0.2`. */
export function* settingsApart(of: readonly Known[]): Iterable<readonly string[]> {
  const paths = differingSettings(of);
  const titles = settingTitles(paths);
  for (const [index, path] of paths.entries()) yield of.map((each) => `${titles[index]!} ${rowSetting(each, path)}`);
}
