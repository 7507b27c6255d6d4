/** `matrix`: values to combine. Every variant becomes one variant for each combination, with its own name. */
import { baseVariant } from '../schemas/runDirectory';
import { isObject } from './json';
import { setAt } from './overrides';
import type { ExperimentFile } from './types';
import type { JsonObject } from './json';
import { own } from '../schemas/own';

/** A variant of the file with one combination of the matrix. */
export interface CrossedVariant {
  readonly name: string;
  /** The variant of the file that it was made of, `base` for the file itself. */
  readonly origin: string;
  /** Values by dotted path. */
  readonly combination: Readonly<Record<string, unknown>>;
  /** Index of the value of each path, from 0. */
  readonly indices: Readonly<Record<string, number>>;
}

/** More variants could neither be checked while typing nor run. */
export const mostCrossed = 5000;

/** Most characters of a variant's name, as in the schema. */
const longestName = 64;
/** A value that is longer is named by its number. */
const longestValue = 24;

type Crossable = Pick<ExperimentFile, 'matrix' | 'variants'>;

function origins({ variants }: Crossable): string[] {
  return [baseVariant, ...Object.keys(variants ?? {})];
}

/** How many variants the matrix makes. */
export function crossedCount(file: Crossable): number {
  return Object.values(file.matrix ?? {}).reduce((count, values) => count * values.length, origins(file).length);
}

const known = new WeakMap<Crossable, ReadonlyMap<string, CrossedVariant>>();

/**
 * Every variant with every combination, by name: those of the file itself first, then those of its variants in their
 * order; the last path changes fastest. Empty without a matrix.
 * @param file with at most `mostCrossed` crossed variants
 */
export function crossedVariants(file: Crossable): ReadonlyMap<string, CrossedVariant> {
  let crossed = known.get(file);
  if (crossed === undefined) {
    const all = file.matrix === undefined ? [] : cross(file, file.matrix);
    known.set(file, (crossed = new Map(all.map((variant) => [variant.name, variant]))));
  }
  return crossed;
}

/** The settings with a combination applied, which wins over the file and the variant. `null` removes a setting. */
export function withCombination(settings: JsonObject, combination: CrossedVariant['combination']): JsonObject {
  const result = structuredClone(settings);
  for (const [name, value] of Object.entries(combination)) setAt(result, name.split('.'), structuredClone(value));
  return result;
}

function cross(file: Crossable, matrix: NonNullable<Crossable['matrix']>): CrossedVariant[] {
  const paths = Object.keys(matrix);
  const combinations = paths.reduce<number[][]>(
    (all, path) => all.flatMap((chosen) => own(matrix, path)!.map((_, index) => [...chosen, index])),
    [[]],
  );
  const all = origins(file).flatMap((origin) => combinations.map((chosen) => ({ origin, chosen })));
  const names = chooseNames(file, matrix, all);
  return all.map(({ origin, chosen }, position) => ({
    name: names[position]!,
    origin,
    combination: Object.fromEntries(paths.map((path, i) => [path, own(matrix, path)![chosen[i]!]])),
    indices: Object.fromEntries(paths.map((path, i) => [path, chosen[i]!])),
  }));
}

interface Chosen {
  readonly origin: string;
  readonly chosen: readonly number[];
}

/** The most readable names that are short enough, differ from one another and from the file's variants. */
function chooseNames(file: Crossable, matrix: NonNullable<Crossable['matrix']>, all: readonly Chosen[]): string[] {
  const paths = Object.keys(matrix);
  const labels = labelsOf(paths);
  const texts = paths.map((path) => valueTexts(own(matrix, path)!));
  const words = ({ chosen }: Chosen, short: boolean) =>
    chosen.map((index, i) => `${short ? abbreviated(labels[i]!) : labels[i]!}-${texts[i]![index]!}`).join('+');
  const combinations = all.length / origins(file).length;
  const forms = [false, true].flatMap((short) => [
    (one: Chosen) => (one.origin === baseVariant ? words(one, short) : `${one.origin}+${words(one, short)}`),
    (one: Chosen) => `${one.origin}+${words(one, short)}`,
  ]);
  const taken = new Set(origins(file));
  for (const form of forms) {
    const names = all.map(form);
    const fit = names.every((name) => name.length <= longestName && !taken.has(name));
    if (fit && new Set(names).size === names.length) return names;
  }
  return all.map(({ origin }, position) => `${origin}+combination-${(position % combinations) + 1}`);
}

/** The last part of each path in kebab case, with the parts before it that distinguish it from the others. */
function labelsOf(paths: readonly string[]): string[] {
  const tail = (path: string, length: number) => path.split('.').slice(-length).join('.');
  return paths.map((path) => {
    let length = 1;
    const isShared = () => paths.some((other) => other !== path && tail(other, length) === tail(path, length));
    while (length < path.split('.').length && isShared()) length++;
    return nameText(tail(path, length).replace(/([a-z0-9])([A-Z])/g, '$1-$2'));
  });
}

/** The label with all parts but the last shortened to initials: `tta.a.shear`. */
function abbreviated(label: string): string {
  const parts = label.split('.');
  const initials = (part: string) =>
    part
      .split('-')
      .map((word) => word.slice(0, 1))
      .join('');
  return parts.map((part, i) => (i === parts.length - 1 ? part : initials(part))).join('.');
}

/** Values as parts of a name; their numbers when the texts would be too long or equal. */
function valueTexts(values: readonly unknown[]): string[] {
  const texts = values.map(valueText);
  const fit = texts.every((text) => text !== '' && text.length <= longestValue);
  return fit && new Set(texts).size === texts.length ? texts : values.map((_, index) => String(index + 1));
}

function valueText(value: unknown): string {
  if (value === null) return 'none';
  if (Array.isArray(value)) return value.map(valueText).join('-');
  if (isObject(value)) {
    return typeof value['type'] === 'string'
      ? nameText(value['type'])
      : Object.entries(value)
          .map(([key, part]) => `${nameText(key)}-${valueText(part)}`)
          .join('-');
  }
  return nameText(String(value));
}

/** The text with the characters replaced that a variant's name cannot have. */
function nameText(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9._+-]+/g, '-')
    .replace(/-+$/, '');
}
