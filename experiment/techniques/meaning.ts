/** What a technique defines about its settings if its schema fragment is not enough. */
import type { TechniquesConfig } from '../../schemas/generated/experiment';
import type { ResolvedTechniques, TechniqueName } from '../types';

export interface TechniqueMeaning<Name extends TechniqueName> {
  /**
   * @param given the settings as written in the file
   * @param before the techniques that data passes through before this one
   * @param file base name of the experiment file
   * @returns undefined if the technique changes nothing
   */
  resolve(
    given: TechniquesConfig[Name],
    before: ResolvedTechniques,
    file: string,
  ): ResolvedTechniques[Name] | undefined;
  /** The settings that comparisons always show. If the technique is off: the values that change nothing. */
  shown(techniques: ResolvedTechniques): Readonly<Record<string, unknown>>;
  /** The settings that deserve a column only for some runs. */
  shownBesides?(techniques: ResolvedTechniques): Readonly<Record<string, unknown>>;
}
