/**
 * Resolves the techniques of a file. For most of them, the fragment in schemas/techniques/ is enough: it has the
 * defaults and, for each setting, the value that changes nothing (`off`). The others have an entry in `meanings`.
 */
import type { TechniquesConfig } from '../../schemas/generated/experiment';
import type { ActsOn } from '../../schemas/actsOn';
import { own } from '../../schemas/own';
import { filled } from '../defaults';
import { equalJson } from '../json';
import { definition, dereference } from '../schema';
import type { ResolvedTechniques, TechniqueName } from '../types';
import { augmentation } from './augmentation';
import { distillation } from './distillation';
import { equalization } from './equalization';
import type { TechniqueMeaning } from './meaning';
import { testTimeAugmentation } from './testTimeAugmentation';

const meanings: { readonly [Name in TechniqueName]?: TechniqueMeaning<Name> } = {
  equalization,
  augmentation,
  distillation,
  testTimeAugmentation,
};

/** All techniques, in the order in which data passes through them. */
export const techniqueNames = Object.keys(definition('techniques').properties ?? {}) as readonly TechniqueName[];

/** Techniques that act only on predictions, so they do not affect training. */
export const predictTechniques: readonly TechniqueName[] = techniqueNames.filter(
  (name) => definition(name).actsOn === 'predictions',
);

/** Whether the network trains on other images than those of the dataset. */
export function changesImages(techniques: ResolvedTechniques): boolean {
  return actingOn(techniques, 'pixels').length > 0 || mixesExamples(techniques);
}

/** Whether every step needs the images themselves, changed or for a teacher to answer. */
export function needsImages(techniques: ResolvedTechniques): boolean {
  return changesImages(techniques) || techniques.distillation !== undefined;
}

/** Whether batches mix their examples. */
export function mixesExamples(techniques: ResolvedTechniques): boolean {
  return actingOn(techniques, 'batch').length > 0;
}

/** How many times each training image goes forward and back: a sharpness-aware step does it twice. */
export const trainingPasses = ({ sam }: ResolvedTechniques): number => (sam ? 2 : 1);

/** The names of the techniques that are on and act there. */
export function actingOn(techniques: ResolvedTechniques, what: ActsOn): TechniqueName[] {
  return techniqueNames.filter((name) => techniques[name] !== undefined && definition(name).actsOn === what);
}

/** The given techniques without those that act only on predictions. */
export function trainingTechniques(techniques: ResolvedTechniques): ResolvedTechniques {
  const kept = Object.entries(techniques).filter(([name]) => !predictTechniques.some((other) => other === name));
  return Object.fromEntries(kept);
}

/**
 * A technique that is set but changes nothing counts as off and is left out.
 * @param file base name of the experiment file itself, which a `variant` alone means
 */
export function resolveTechniques(given: TechniquesConfig, file: string): ResolvedTechniques {
  return techniqueNames.reduce<ResolvedTechniques>((before, name) => {
    const settings = resolved(name, given, before, file);
    return settings === undefined ? before : { ...before, [name]: settings };
  }, {});
}

function resolved<Name extends TechniqueName>(
  name: Name,
  given: TechniquesConfig,
  before: ResolvedTechniques,
  file: string,
): object | undefined {
  const meaning: TechniqueMeaning<Name> | undefined = meanings[name];
  if (meaning) return meaning.resolve(given[name], before, file);
  const settings = given[name];
  if (settings === undefined) return undefined;
  const all = filled<Readonly<Record<string, unknown>>>(name, { ...settings });
  const off = Object.entries(offSettings(name)).filter(([, value]) => value !== null);
  return off.length > 0 && off.every(([key, value]) => equalJson(own(all, key), value)) ? undefined : all;
}

/** For each setting, the value with which the technique changes nothing; null if there is none. */
function offSettings(name: TechniqueName): Readonly<Record<string, unknown>> {
  const settings = Object.entries(definition(name).properties ?? {});
  return Object.fromEntries(settings.map(([key, node]) => [key, dereference(node).off ?? null]));
}

/**
 * The settings that comparisons show for every run, by technique: the one that says how much of it there is. If the technique
 * is off: the value that changes nothing.
 */
export function shownTechniques(techniques: ResolvedTechniques): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    techniqueNames.map((name) => [
      name,
      meanings[name]?.shown(techniques) ?? { [amountOf(name)]: amount(name, techniques) },
    ]),
  );
}

/** The settings that deserve a column only for some runs, by technique: those that are not at their default. */
export function shownBesides(techniques: ResolvedTechniques): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    techniqueNames.map((name) => [
      name,
      meanings[name] ? (meanings[name].shownBesides?.(techniques) ?? {}) : others(name, techniques),
    ]),
  );
}

/** The setting of a technique that can switch it off; its first one if none can. */
function amountOf(name: TechniqueName): string {
  const settings = Object.entries(offSettings(name));
  const [key] = settings.find(([, off]) => off !== null) ?? settings[0]!;
  return key;
}

function amount(name: TechniqueName, techniques: ResolvedTechniques): unknown {
  const settings: Readonly<Record<string, unknown>> | undefined = techniques[name];
  return own(settings ?? offSettings(name), amountOf(name));
}

function others(name: TechniqueName, techniques: ResolvedTechniques): Readonly<Record<string, unknown>> {
  const properties = definition(name).properties ?? {};
  const isDefault = (key: string, value: unknown): boolean =>
    equalJson(value, dereference(own(properties, key) ?? {}).default);
  return Object.fromEntries(
    Object.entries(techniques[name] ?? {}).filter(([key, value]) => key !== amountOf(name) && !isDefault(key, value)),
  );
}
