/** Names labels, splits and traits of faces. */
import { isSetSplit, setOfSplit } from '../schemas/dataSets';
import type { DataOverview, FaceTrait, LabelNames, ShownFace } from '../schemas/faces';
import { own } from '../schemas/own';

/** The splits of an experiment and of a summary, in the order in which they are shown. */
export const splitWords = {
  test: 'Test',
  publicTest: 'Public test',
  privateTest: 'Private test',
  testUnseen: 'Test, unseen faces',
  validation: 'Validation',
  train: 'Training',
} as const;

/** @param split as in a summary @returns `Test`, `Test of raf-db` */
export const splitName = (split: string): string =>
  isSetSplit(split) ? `Test of ${setOfSplit(split)}` : (own(splitWords, split) ?? split);

/** The splits of a summary in the order in which they are shown: those of other data sets last. */
export const shownSplitsOf = (splits: Readonly<Record<string, unknown>>): string[] => [
  ...Object.keys(splitWords).filter((name) => name in splits),
  ...Object.keys(splits).filter(isSetSplit),
];

export const traitWords: Readonly<Record<FaceTrait, string>> = {
  disagree: 'FER and FER+ labels differ',
  duplicate: 'Same image more than once',
  conflicting: 'Same image, different FER labels',
  leaked: 'Test faces also in training',
  dropped: 'Dropped by the label rule',
  excluded: 'Left out by data.exclude',
  unused: 'In no split',
};

export interface FaceNames {
  readonly label: string;
  readonly fer: string;
  /** Absent without votes. */
  readonly ferPlus?: string;
}

/** What an overview says of the labels. */
export const labelNames = ({ classNames, ferNames, voteNames }: DataOverview): LabelNames => ({
  classNames,
  ferNames,
  ...(voteNames && { voteNames }),
});

/** A face's labels by name. */
export function namesOf(face: Pick<ShownFace, 'label' | 'fer' | 'ferPlus'>, overview: LabelNames): FaceNames {
  const { classNames, ferNames, voteNames } = overview;
  return {
    label: face.label === undefined ? 'no label' : classNames[face.label]!,
    fer: ferNames[face.fer]!,
    ...(voteNames && { ferPlus: face.ferPlus === undefined ? 'no majority' : voteWords(voteNames[face.ferPlus]!) }),
  };
}

export const voteWords = (name: string): string => (name === 'NF' ? 'not a face' : name);

/** `FER+ labels by majority`. */
export const labelWords = ({ scheme, rule }: Pick<DataOverview, 'scheme' | 'rule'>): string =>
  scheme === 'fer' ? 'FER labels' : `FER+ labels by ${rule ?? 'majority'}`;
