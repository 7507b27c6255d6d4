/** Class names of each label scheme, in the order of the labels. */
import type { ResolvedData } from './types';

export const classNames: Readonly<Record<ResolvedData['labels']['scheme'], readonly string[]>> = {
  fer: ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'],
  'fer+': ['neutral', 'happiness', 'surprise', 'sadness', 'anger', 'disgust', 'fear', 'contempt'],
};
