/** Words for runs whose answers were not computed here by one network: imported ones, and ensembles. */
import type { Ensemble, Imported } from '../schemas/imported';
import { counted } from './numbers';

/** `seed 2`, or that nobody said which. */
export const seedWords = (seed: number | undefined): string => (seed === undefined ? 'seed unknown' : `seed ${seed}`);

/** The same, to begin with. */
export const seedTitle = (seed: number | undefined): string => seedWords(seed).replace(/^s/, 'S');

/** The mark of such a result, wherever it is shown: `imported, PyTorch` or `ensemble of 3 networks`. */
export const importedWords = ({ framework, ensemble }: Pick<Imported, 'framework' | 'ensemble'>): string => {
  if (ensemble) return `ensemble of ${counted(ensemble.members.length, 'network')}`;
  return framework === undefined ? 'imported' : `imported, ${framework}`;
};

/** Where it comes from, to begin a sentence: `Imported from a.csv`, `Mean of base (seeds 1, 2) and flip (seed 1)`. */
export const importedFrom = ({ file, ensemble }: Pick<Imported, 'file' | 'ensemble'>): string =>
  ensemble ? `${ensemble.combine === 'mean' ? 'Mean' : 'Vote'} of ${membersWords(ensemble)}` : `Imported from ${file}`;

/** The members by variant: `base (seeds 1, 2) and flip (seed 1)`. */
export function membersWords({ members }: Pick<Ensemble, 'members'>): string {
  const byVariant = new Map<string, string[]>();
  for (const { variant, seed } of members) {
    byVariant.set(variant, [...(byVariant.get(variant) ?? []), seed === undefined ? 'unknown' : String(seed)]);
  }
  const parts = [...byVariant].map(
    ([variant, seeds]) => `${variant} (seed${seeds.length > 1 ? 's' : ''} ${seeds.join(', ')})`,
  );
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)!}`;
}

/** A setting that nobody stated, in a column of settings. */
export const unknownSetting = 'unknown';

/** A setting that the networks of an ensemble have, each its own. */
const settingOfMembers = 'of its members';

/** What a column of settings has where the result itself says nothing. */
export const missingSetting = ({ ensemble }: Pick<Imported, 'ensemble'>): string =>
  ensemble ? settingOfMembers : unknownSetting;

/** Whether that is no value of a setting. */
export const isMissingSetting = (value: string): boolean => value === unknownSetting || value === settingOfMembers;
