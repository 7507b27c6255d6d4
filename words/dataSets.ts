/** Words of the matrix of training set × test set. */
import { fewPersons } from '../schemas/fewFaces';
import type { SetCell, SetMatrix, SetMetric, SetRow } from '../schemas/messages/dataSets';
import { count, counted, isOrAre, percentWithin, type Within } from './numbers';

export const setMatrixTitle = 'Training set × test set';

/** For a sentence, and for a choice. */
export const setMetricWords: Readonly<Record<SetMetric, string>> = {
  accuracy: 'accuracy',
  balancedAccuracy: 'balanced accuracy',
};

/** `61.2 %` and `± 3.0`. */
export function cellWords({ estimates }: SetCell, metric: SetMetric): Within {
  const { mean, low, high } = estimates[metric];
  return percentWithin(mean, low === undefined || high === undefined ? undefined : { low, high });
}

/** What a row was trained on: its name, and the set where the name does not say it. */
export function setRowName({ name, set }: SetRow): string {
  return set === undefined || name.includes(set) ? name : `${name} (${set})`;
}

/** Faces of the cells of a column, `3,068`; of cells with other faces, the fewest and the most. */
export function columnFaces({ rows }: Pick<SetMatrix, 'rows'>, column: number): string {
  const faces = rows.flatMap(({ cells }) => cells[column]?.faces ?? []);
  if (faces.length === 0) return '–';
  const [fewest, most] = [Math.min(...faces), Math.max(...faces)];
  return fewest === most ? counted(most, 'face') : `${count(fewest)} to ${counted(most, 'face')}`;
}

export interface MatrixFacts extends Omit<SetMatrix, 'notes'> {
  /** Classes that the training faces of a set, or the test faces, do not show. */
  readonly untrained: readonly (readonly [set: string, classes: readonly string[]])[];
  readonly untested: readonly (readonly [set: string, classes: readonly string[]])[];
}

/** What to know of the matrix, as sentences. */
export function setNotes(facts: MatrixFacts): string[] {
  const { sets, rows } = facts;
  return [
    ...classNotes(facts),
    'The cells of a column are of the same test faces. Cells of different columns are of other faces, and some sets are easier than others: their difference says nothing of a network.',
    ...intervalNotes(rows),
    ...sets.flatMap((set, column) => personNotes(set, rows, column)),
    ...rows.flatMap(learningNotes),
    ...rows.flatMap((row) => sets.flatMap((set, column) => cellNotes(row, set, row.cells[column] ?? null))),
  ];
}

function classNotes({ classes, untrained, untested }: MatrixFacts): string[] {
  const lacking = [
    ...untrained.map(([set, each]) => `the training faces of ${set} show no ${each.join(', ')}`),
    ...untested.map(([set, each]) => `the test faces of ${set} show no ${each.join(', ')}`),
  ];
  if (lacking.length === 0) return [];
  const why = lacking.join('; ');
  if (classes.length === 0) return [`No class is in all sets, so nothing can be compared: ${why}.`];
  return [
    `Only faces of the ${counted(classes.length, 'class', 'classes')} that all sets have are counted (${classes.join(', ')}): ${why}. An answer that is another class is wrong.`,
  ];
}

function intervalNotes(rows: readonly SetRow[]): string[] {
  const networks = rows.flatMap(({ cells }) => cells.flatMap((cell) => cell?.estimates.accuracy.count ?? []));
  if (networks.length === 0) return [];
  const single = 'Intervals of one network are for other faces of the set alone: another seed may differ more.';
  const several = 'Intervals are for another seed and other faces of the set.';
  const some = `${several} Of rows with one network, they are for other faces alone: another seed may differ more.`;
  if (networks.every((each) => each === 1)) return [single];
  return [networks.includes(1) ? some : several];
}

function personNotes(set: string, rows: readonly SetRow[], column: number): string[] {
  const persons = rows.flatMap(({ cells }) => cells[column]?.persons ?? []);
  const fewest = Math.min(...persons);
  if (fewest >= fewPersons) return [];
  return [`The test faces of ${set} show ${counted(fewest, 'person')}: the intervals of that column are rough.`];
}

function learningNotes(row: SetRow): string[] {
  const { unlearned } = row;
  if (unlearned === 0) return [];
  return [
    `${setRowName(row)}: ${counted(unlearned, 'run')} learned nothing by its own test faces, so the row says little of the training set.`,
  ];
}

function cellNotes(row: SetRow, set: string, cell: SetCell | null): string[] {
  const name = setRowName(row);
  if (cell === null) return [`${name} was not tested on ${set}, or its predictions are missing.`];
  const { faces, seen, otherFaces } = cell;
  return [
    ...(seen > 0
      ? [
          `${name}: ${counted(seen, 'test face')} of ${set} ${isOrAre(seen)} byte-identical to a training or validation face.`,
        ]
      : []),
    ...(otherFaces
      ? [
          `${name} was tested on other faces or labels of ${set} (${counted(faces, 'face')}) than the first row: the two cells cannot be compared.`,
        ]
      : []),
  ];
}
