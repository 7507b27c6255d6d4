/** What a technique may say about its settings where its schema fragment does not say everything. */
import type { TechniquesConfig } from '../../schemas/generated/experiment';
import type { ResolvedTechniques, TechniqueName } from '../types';

export interface TechniqueMeaning<Name extends TechniqueName> {
  /**
   * @param given as in the file
   * @param before the techniques before it, in the order in which data passes through them
   * @returns undefined where it changes nothing
   */
  resolve(given: TechniquesConfig[Name], before: ResolvedTechniques): ResolvedTechniques[Name] | undefined;
  /** The settings that comparisons always show, also when the technique is off: then those that change nothing. */
  shown(techniques: ResolvedTechniques): Readonly<Record<string, unknown>>;
  /** The settings that are worth a column in some runs only. */
  shownBesides?(techniques: ResolvedTechniques): Readonly<Record<string, unknown>>;
}
