/** The figures of a run's predictions: the confusion of a split, and its faces. */
import type { PredictedFace, PredictedFaces, PredictionQuery } from '../schemas/faces';
import type { SplitMetrics } from '../schemas/generated/summary';
import { namesOf, splitName } from '../words/faceNames';
import { seedWords } from '../words/imported';
import { percent } from '../words/numbers';
import { confusionMatrix } from './confusionMatrix';
import { faceGrid } from './faceGrid';
import { figure, type Figure } from './figure';

/** The subject of a run's figures: `flip / base, seed 1`. */
export const runSubject = (run: {
  readonly experiment: string;
  readonly variant: string;
  readonly seed?: number;
}): string => `${run.experiment} / ${run.variant}, ${seedWords(run.seed)}`;

/** @param split as in the summary */
export const inTitle = (split: string): string => {
  const name = splitName(split);
  // The name of a data set stays as it is.
  return name.charAt(0).toLowerCase() + name.slice(1);
};

export const confusionTitle = (split: string): string => `Confusion, ${inTitle(split)}`;

/** @param normalised per cent of each true class instead of counts */
export function confusionFigure(
  split: string,
  { classes, confusion }: Pick<SplitMetrics, 'classes' | 'confusion'>,
  normalised: boolean,
  subject: string,
): Figure {
  const classNames = classes.map(({ name }) => name);
  return figure(confusionTitle(split), subject, (heading) =>
    confusionMatrix({ ...heading, classNames, confusion, normalised }),
  );
}

/** `happy predicted as neutral`, or that all mistakes are meant. */
export function predictedTitle(
  cell: PredictionQuery['cell'],
  { classNames, classesOnly }: Pick<PredictedFaces, 'classNames' | 'classesOnly'>,
): string {
  if (!cell) return classesOnly ? 'Mistakes' : 'Most confident mistakes';
  return `${classNames[cell.truth] ?? 'Faces'} predicted as ${classNames[cell.predicted] ?? '…'}`;
}

/** @param faces those that are drawn; one without its image is left out */
export function predictedFigure(found: PredictedFaces, faces: readonly PredictedFace[], subject: string): Figure {
  const title = `${predictedTitle(found.query.cell, found)}, ${inTitle(found.query.split)}`;
  const drawn = faces.flatMap((each) =>
    each.face ? [{ image: each.face.image, lines: predictedLines(each, found) }] : [],
  );
  return figure(title, subject, (heading) => faceGrid({ ...heading, faces: drawn }));
}

/** Predicted and true class, confidence, and both labels of the data. */
export function predictedLines(
  { truth, predicted, probabilities, face }: PredictedFace,
  { classNames, names, classesOnly }: Pick<PredictedFaces, 'classNames' | 'names' | 'classesOnly'>,
): string[] {
  const lines = truth === predicted ? [classNames[truth]!] : [`${classNames[predicted]!}?`, `is ${classNames[truth]!}`];
  if (!classesOnly) lines.push(`${percent(probabilities[predicted]!)} sure`);
  if (face && names?.voteNames) {
    const { fer, ferPlus } = namesOf(face, names);
    lines.push(`FER ${fer}`, `FER+ ${ferPlus}`);
  }
  return lines;
}
