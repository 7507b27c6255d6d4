/** Words for runs whose network was trained elsewhere. */
import type { Imported } from '../schemas/imported';

/** `seed 2`, or that nobody said which. */
export const seedWords = (seed: number | undefined): string => (seed === undefined ? 'seed unknown' : `seed ${seed}`);

/** The same, to begin with. */
export const seedTitle = (seed: number | undefined): string => seedWords(seed).replace(/^s/, 'S');

/** The mark of an imported result, wherever it is shown: `imported, PyTorch`. */
export const importedWords = ({ framework }: Pick<Imported, 'framework'>): string =>
  framework === undefined ? 'imported' : `imported, ${framework}`;

/** A setting that nobody stated, in a column of settings. */
export const unknownSetting = 'unknown';
