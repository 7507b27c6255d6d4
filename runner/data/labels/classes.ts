/** Class names of the label schemes. */
/** FER2013's classes in the order of its numbers (Goodfellow et al., 2013). */
export const ferClasses = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'] as const;

/** FER+'s emotions in the order of its columns (Barsoum et al., 2016). */
export const ferPlusClasses = [
  'neutral',
  'happiness',
  'surprise',
  'sadness',
  'anger',
  'disgust',
  'fear',
  'contempt',
] as const;

/** Columns of votes: the eight emotions, then unknown and not-a-face. */
export const voteColumns = [...ferPlusClasses, 'unknown', 'NF'] as const;

/** The emotions and the two other columns as classes; one per column of votes. */
export const allFerPlusClasses = [...ferPlusClasses, 'unknown', 'not-a-face'] as const;

/** @param unknown what happens to images that show no emotion */
export function ferPlusClassNames(unknown: 'remove' | 'class'): readonly string[] {
  return unknown === 'class' ? allFerPlusClasses : ferPlusClasses;
}
