/** Class names of each label scheme, in the order of the labels. */
import type { ResolvedData } from './types';

const ferPlus = ['neutral', 'happiness', 'surprise', 'sadness', 'anger', 'disgust', 'fear', 'contempt'];

const names = {
  fer: ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'],
  'fer+': ferPlus,
  /** Unknown images kept as classes. */
  all: [...ferPlus, 'unknown', 'not-a-face'],
} as const;

export function classNamesOf({
  scheme,
  unknown,
}: Pick<ResolvedData['labels'], 'scheme' | 'unknown'>): readonly string[] {
  return scheme === 'fer+' && unknown === 'class' ? names.all : names[scheme];
}

const ferNames = new Map([
  ['happiness', 'happy'],
  ['sadness', 'sad'],
  ['anger', 'angry'],
]);

/** The name that FER2013 has for an emotion that FER+ names otherwise; any other name as it is. */
export const emotionOf = (className: string): string => ferNames.get(className) ?? className;
