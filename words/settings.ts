/** Settings of an experiment as people write them. */
import type { SettingValue } from '../schemas/messages';

/** Pairs of numbers that are two ends; every other array is a list. */
const ranges: ReadonlySet<string> = new Set(
  ['zoom', 'brightness', 'contrast'].flatMap((name) =>
    ['techniques.augmentation', 'techniques.testTimeAugmentation.augmentation'].map((room) => `${room}.${name}`),
  ),
);

/** @param path dotted: `techniques.augmentation.zoom` */
export const isRange = (path: string): boolean => ranges.has(path);

/** `0.001`, `on`, `0.6 to 1.4` where both are ends of a range, `publicTest, privateTest` where they are a list; `–` for nothing. */
export function settingWords(path: string, value: SettingValue | undefined): string {
  if (value === undefined || value === null) return '–';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value !== 'object') return String(value);
  const isArray = (given: object): given is readonly unknown[] => Array.isArray(given);
  if (!isArray(value)) return JSON.stringify(value);
  return value
    .map((each) => (typeof each === 'object' ? JSON.stringify(each) : String(each)))
    .join(isRange(path) ? ' to ' : ', ');
}
