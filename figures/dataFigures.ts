/** The figures of data: how many faces each class has, and the faces. */
import type { DataOverview, FaceFilter, ShownFace } from '../schemas/faces';
import { labelWords, namesOf, splitWords, traitWords } from '../words/faceNames';
import { classBars } from './classBars';
import { faceGrid } from './faceGrid';
import { figure, type Figure } from './figure';

/** `fer2013.csv, FER+ labels by majority`. */
export function dataSubject(overview: Pick<DataOverview, 'source' | 'scheme' | 'rule'>): string {
  const { source } = overview;
  const name = source === 'synthetic' ? 'generated faces' : source.replace(/^.*[\\/]/, '');
  return `${name}, ${labelWords(overview)}`;
}

export const classesTitle = 'Faces of each class';

export function classesFigure({ classNames, splits }: DataOverview, subject: string): Figure {
  const panels = splits.map(({ split, classes }) => ({ title: splitWords[split], classes }));
  return figure(classesTitle, subject, (heading) => classBars({ ...heading, classNames, panels }));
}

/** @param faces those of the filter that are drawn */
export function facesFigure(
  overview: DataOverview,
  { split, label, trait }: FaceFilter,
  faces: readonly ShownFace[],
  subject: string,
): Figure {
  const title = [
    'Faces',
    ...(split === undefined ? [] : [splitWords[split].toLowerCase()]),
    ...(label === undefined ? [] : [overview.classNames[label]!]),
    ...(trait === undefined ? [] : [traitWords[trait]]),
  ].join(', ');
  const drawn = faces.map((face) => ({ image: face.image, lines: faceLines(face, overview) }));
  return figure(title, subject, (heading) => faceGrid({ ...heading, faces: drawn }));
}

/** The label that is trained on, then the other label if there are two. */
export function faceLines(face: ShownFace, overview: DataOverview): string[] {
  const { label, fer, ferPlus } = namesOf(face, overview);
  if (ferPlus === undefined) return [label];
  return overview.scheme === 'fer' ? [label, `FER+ ${ferPlus}`] : [label, `FER ${fer}`];
}
