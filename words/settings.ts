/** Settings of an experiment as people write them. */
import { own } from '../schemas/own';
import { unknownSetting } from './imported';
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

/** The setting of a row as `settingWords`, or that it is unknown: of an imported network only some are known. */
export function rowSetting(
  {
    settings,
    imported,
  }: { readonly settings: Readonly<Record<string, SettingValue>>; readonly imported?: object | undefined },
  path: string,
): string {
  const value = own(settings, path);
  return imported && value === undefined ? unknownSetting : settingWords(path, value);
}
