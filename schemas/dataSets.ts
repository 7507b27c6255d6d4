/** The name of the split that holds what a run answered for the test faces of another data set. */
const prefix = 'set-';

export type SetSplit = `set-${string}`;

export const setSplit = (name: string): SetSplit => `${prefix}${name}`;

export const isSetSplit = (split: string): split is SetSplit => split.startsWith(prefix);

export const setOfSplit = (split: SetSplit): string => split.slice(prefix.length);
