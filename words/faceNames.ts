/** Names the labels and the split of a face. */
import type { DataOverview, ShownFace, ShownSplit } from '../../schemas/faces';

export const splitWords: Readonly<Record<ShownSplit, string>> = {
  train: 'Training',
  validation: 'Validation',
  test: 'Test',
  publicTest: 'Public test',
  privateTest: 'Private test',
};

export interface FaceNames {
  readonly label: string;
  readonly fer: string;
  /** Absent without votes. */
  readonly ferPlus?: string;
}

/** A face's labels by name. */
export function namesOf(
  face: ShownFace,
  overview: Pick<DataOverview, 'classNames' | 'ferNames' | 'voteNames'>,
): FaceNames {
  const { classNames, ferNames, voteNames } = overview;
  return {
    label: face.label === undefined ? 'no label' : classNames[face.label]!,
    fer: ferNames[face.fer]!,
    ...(voteNames && { ferPlus: face.ferPlus === undefined ? 'no majority' : voteWords(voteNames[face.ferPlus]!) }),
  };
}

export const voteWords = (name: string): string => (name === 'NF' ? 'not a face' : name);
