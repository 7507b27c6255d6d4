/** What each network answered for each test face, as columns for pandas and other tools. */
import { pictureHashBytes, type Predictions, readPredictions } from '../../../storage/run/predictions';
import type { ComparisonRun, ComparisonView } from '../../../schemas/messages/comparison';
import { answersOf, readJoined } from '../../judge/answers';
import { chosenRows } from '../../table';
import type { ParquetColumn, ParquetValue, RowGroup } from './encodeParquet';
import { type Line, runColumns } from './runsTable';

interface FacesTable {
  readonly columns: readonly ParquetColumn[];
  /** One for each run, read when it is asked for. */
  readonly groups: AsyncIterable<RowGroup>;
  /** Ids of runs that count and whose predictions cannot be read. */
  readonly missing: readonly string[];
}

/**
 * One line for each run that counts in the means and each of its test faces: label and answer by name, and the probability of
 * each class as `p_<class>`, which is missing where the run does not know the class or only names classes. Faces of one `group`
 * are one observation of the intervals.
 * @param rowIds only these rows; all if absent or empty
 */
export async function facesTable(view: ComparisonView, rowIds?: readonly string[]): Promise<FacesTable> {
  const lines = chosenRows(view, rowIds).flatMap((row) =>
    row.runs.filter(({ network }) => network !== undefined).map((run) => ({ row, run })),
  );
  const classes = new Set<string>();
  const readable: typeof lines = [];
  for (const line of lines) {
    const found = await predictionsOf(line.run.directory);
    if (!found) continue;
    for (const name of found.classNames) classes.add(name);
    readable.push(line);
  }
  const ofRun = runColumns(view);
  const columns: ParquetColumn[] = [
    ...ofRun,
    { name: 'face', type: 'INT64' },
    { name: 'picture', type: 'STRING' },
    { name: 'person', type: 'INT64' },
    { name: 'group', type: 'INT64' },
    { name: 'label', type: 'STRING' },
    { name: 'predicted', type: 'STRING' },
    { name: 'right', type: 'BOOLEAN' },
    ...[...classes].map((name): ParquetColumn => ({ name: `p_${name}`, type: 'FLOAT' })),
  ];
  async function* groups(): AsyncGenerator<RowGroup> {
    const groupsOf = new Map<ComparisonRun, number[]>();
    for (const line of readable) {
      const predictions = await readPredictions(line.run.directory, 'test');
      const { length } = predictions.ids;
      const constant = ofRun.map(({ value }) => new Array<ParquetValue>(length).fill(value(line)));
      if (!groupsOf.has(line.run)) {
        for (const [run, groupOf] of await groupsOverFolds(line, readable)) groupsOf.set(run, groupOf);
      }
      yield [...constant, ...answerColumns(predictions, [...classes], groupsOf.get(line.run))];
    }
  }
  const missing = lines.filter((line) => !readable.includes(line)).map(({ run }) => run.runId);
  return { columns, groups: groups(), missing };
}

/** Undefined if they are missing or damaged. */
const predictionsOf = (directory: string): Promise<Predictions | undefined> =>
  readPredictions(directory, 'test').catch(() => undefined);

/**
 * The observation that each face of a run is of, for all runs of a network over folds: one numbering for all of them, since a
 * picture may lie in two folds.
 * @returns nothing where the run stands alone, or an answer cannot be read
 */
async function groupsOverFolds({ row, run }: Line, lines: readonly Line[]): Promise<[ComparisonRun, number[]][]> {
  if (row.basis.folds === undefined) return [];
  const parts = lines
    .filter((line) => line.row === row && line.run.network === run.network)
    .map((line) => line.run)
    .sort((a, b) => a.fold! - b.fold!);
  const joined = await readJoined(parts.map(({ directory }) => ({ directory, split: 'test' })));
  const groupOf = Array.from(joined?.faces.groupOf ?? []);
  const found: [ComparisonRun, number[]][] = [];
  for (const part of joined ? parts : []) {
    const { ids } = await readPredictions(part.directory, 'test');
    found.push([part, groupOf.splice(0, ids.length)]);
  }
  return found;
}

/** @param groupOf observation of each face; by default that of the run alone */
function answerColumns(
  predictions: Predictions,
  all: readonly string[],
  groupOf: ArrayLike<number> | undefined,
): ParquetValue[][] {
  const { classNames, probabilities, ids, labels, pictures, persons, classesOnly } = predictions;
  const faces = Array.from(ids.keys());
  const count = classNames.length;
  const { predicted, faces: own } = answersOf(predictions);
  const observations = groupOf ?? own.groupOf;
  const hash = (face: number): string | undefined =>
    pictures && Buffer.from(pictures.subarray(face * pictureHashBytes, (face + 1) * pictureHashBytes)).toString('hex');
  const probability = (name: string) => {
    const index = classesOnly === true ? -1 : classNames.indexOf(name);
    return (face: number) => (index < 0 ? undefined : probabilities[face * count + index]);
  };
  return [
    faces.map((face) => BigInt(ids[face]!)),
    faces.map(hash),
    faces.map((face) => persons && BigInt(persons[face]!)),
    faces.map((face) => BigInt(observations[face]!)),
    faces.map((face) => classNames[labels[face]!]),
    faces.map((face) => classNames[predicted[face]!]),
    faces.map((face) => predicted[face] === labels[face]),
    ...all.map((name) => faces.map(probability(name))),
  ];
}
