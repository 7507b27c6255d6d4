/** The words of the data page for traits and splits. */
import { faceTraits, shownSplits, type DataOverview, type FaceTrait, type ShownSplit } from '../../schemas/faces';

/** The mark on a face for each trait, with its meaning. */
export const traitMarks: Readonly<Record<FaceTrait, { readonly icon: string; readonly words: string }>> = {
  disagree: { icon: 'question', words: 'FER and FER+ labels differ' },
  duplicate: { icon: 'copy', words: 'the same image occurs more than once' },
  conflicting: { icon: 'warning', words: 'the same image occurs with another label' },
  leaked: { icon: 'unlock', words: 'also in training or validation' },
  dropped: { icon: 'circle-slash', words: 'dropped by the label rule' },
  excluded: { icon: 'exclude', words: 'left out by data.exclude' },
  unused: { icon: 'circle-outline', words: 'in no split' },
};

/** Traits that at least one face has. */
export const foundTraits = ({ traits }: DataOverview): FaceTrait[] => faceTraits.filter((trait) => traits[trait] > 0);

export const foundSplits = ({ splits }: DataOverview): ShownSplit[] =>
  shownSplits.filter((name) => splits.some(({ split }) => split === name));
