/** Gathers predictions of faces by networks that were not trained on them: from finished runs, or from a file. */
import path from 'node:path';
import type { RunRecord } from '../../results/runIndex';
import type { OutOfSample } from '../../runner/audit/labels';
import type { Dataset } from '../../runner/data/dataset';
import { noLabel } from '../../runner/data/labels/targets';
import { numberIn, readRows } from '../../runner/files/rows';
import { readRegularFile } from '../../storage/files/regularFile';
import {
  mostProbable,
  pictureHash,
  pictureHashBytes,
  type Predictions,
  readPredictions,
} from '../../storage/run/predictions';
import { UserError } from '../../schemas/userError';
import { counted, decimal, percent } from '../../words/numbers';
import { printable } from '../../words/printable';

type Known = Pick<Dataset, 'labels' | 'classNames' | 'pixels' | 'width' | 'height'>;

/** Adds up probabilities of the same faces by several networks. */
class Mean {
  private readonly sums = new Map<number, Float64Array>();
  private readonly counts = new Map<number, number>();

  constructor(private readonly classes: number) {}

  add(id: number, row: ArrayLike<number>): void {
    let sum = this.sums.get(id);
    if (sum === undefined) this.sums.set(id, (sum = new Float64Array(this.classes)));
    for (let k = 0; k < this.classes; k++) sum[k]! += row[k]!;
    this.counts.set(id, (this.counts.get(id) ?? 0) + 1);
  }

  values(): Pick<OutOfSample, 'ids' | 'probabilities'> {
    const ids = Uint32Array.from(this.sums.keys()).sort();
    const probabilities = new Float32Array(ids.length * this.classes);
    ids.forEach((id, i) => {
      const count = this.counts.get(id)!;
      this.sums.get(id)!.forEach((sum, k) => (probabilities[i * this.classes + k] = sum / count));
    });
    return { ids, probabilities };
  }
}

/** Splits that a run was not trained on. One that started from another run was perhaps trained on its validation faces before. */
function heldOut({ resolved: { initFrom } }: RunRecord): readonly string[] {
  return initFrom === undefined || 'model' in initFrom ? ['validation', 'test'] : ['test'];
}

/**
 * The mean of what finished runs predict for their validation and test faces. Runs on other faces or labels are left out.
 *
 * @returns in words why there are no predictions
 */
export async function predictedByRuns(
  runs: readonly RunRecord[],
  known: Known,
  experiment: string,
): Promise<OutOfSample | string> {
  const mean = new Mean(known.classNames.length);
  let [used, untaught] = [0, 0];
  for (const run of runs) {
    // What an imported network was trained on is not known: perhaps on these faces.
    if (run.header.state !== 'completed' || run.resolved.imported) continue;
    // Its answers say nothing of a face: nearly every label would seem wrong.
    if (run.summary?.splits['test']?.nothingLearned !== undefined) {
      untaught++;
      continue;
    }
    const found = await Promise.all(
      heldOut(run).map((split) => readPredictions(run.directory, split).catch(() => undefined)),
    );
    const splits = found.filter((split) => split !== undefined);
    if (splits.length === 0 || !splits.every((split) => areOf(split, known))) continue;
    for (const { ids, probabilities, classNames } of splits) {
      const classes = classNames.length;
      ids.forEach((id, i) => mean.add(id, probabilities.subarray(i * classes, (i + 1) * classes)));
    }
    used++;
  }
  if (used === 0 && untaught > 0) {
    return `The finished runs of ${experiment} learned nothing, so they say nothing of labels. Train longer, or with other settings. Or give a file with --predictions.`;
  }
  if (used === 0) {
    return `No finished run of ${experiment} predicts these faces. Run it, best with several values of data.validation.seed as variants: each run predicts the faces that it was not trained on. Or give a file with --predictions.`;
  }
  const answers = mean.values();
  const right = percent(shareRight(answers, known));
  return {
    from: `${counted(used, 'run')} of ${experiment}, whose answer is the given label for ${right}`,
    classNames: known.classNames,
    ...answers,
  };
}

/** The share of faces for which the most probable class is the given label. */
function shareRight({ ids, probabilities }: Pick<OutOfSample, 'ids' | 'probabilities'>, known: Known): number {
  const classes = known.classNames.length;
  const right = ids.filter((id, i) => mostProbable(probabilities, i * classes, classes) === known.labels[id]);
  return ids.length === 0 ? 0 : right.length / ids.length;
}

/** Whether predictions belong to these faces and labels: every label is the same, and every picture whose hash is kept. */
function areOf({ ids, labels, classNames, pictures }: Predictions, known: Known): boolean {
  const size = known.width * known.height;
  const isPicture = (id: number, i: number): boolean => {
    const own = pictures?.subarray(i * pictureHashBytes, (i + 1) * pictureHashBytes);
    return (
      own === undefined || Buffer.compare(own, pictureHash(known.pixels.subarray(id * size, (id + 1) * size))) === 0
    );
  };
  return (
    classNames.join('\0') === known.classNames.join('\0') &&
    ids.every((id, i) => id < known.labels.length && known.labels[id] === labels[i] && isPicture(id, i))
  );
}

/** The most faces that data may have, with twenty digits for each of ten classes. */
const mostBytes = 100e6;

/**
 * A CSV with a column `face` (its number) and a column for each class, by name. A face on several lines has their mean.
 *
 * @throws UserError naming file, line and column
 */
export async function predictedByFile(file: string, known: Known): Promise<OutOfSample> {
  const name = printable(file);
  const text = await readRegularFile(path.resolve(file), 'the predictions', mostBytes);
  const rows = readRows(text, name, remedyFor(known));
  const header = rows[0]?.fields.map((field) => field.trim().toLowerCase()) ?? [];
  const columnOf = (column: string): number => {
    const found = header.indexOf(column.toLowerCase());
    if (found < 0) throw new UserError(`${name}, line 1: the column ${column} is missing.`, remedyFor(known));
    return found;
  };
  const face = columnOf('face');
  const columns = known.classNames.map(columnOf);
  const mean = new Mean(columns.length);
  for (const { fields, line } of rows.slice(1)) {
    const where = `${name}, line ${line}`;
    const number = fields[face]?.trim() ?? '';
    const id = /^\d{1,9}$/.test(number) ? Number(number) : -1;
    if (id < 0 || id >= known.labels.length) {
      throw new UserError(
        `${where}, column face: is "${printable(number, 40)}": expected the number of a face from 0 to ${known.labels.length - 1}.`,
        remedyFor(known),
      );
    }
    const row = columns.map((column, k) => probability(fields[column], `${where}, column ${known.classNames[k]}`));
    const sum = row.reduce((total, value) => total + value, 0);
    if (Math.abs(sum - 1) > 0.01) {
      throw new UserError(`${where}: the probabilities add up to ${decimal(sum, 3)}: expected 1.`, remedyFor(known));
    }
    if (known.labels[id] !== noLabel) mean.add(id, row);
  }
  return { from: name, classNames: known.classNames, ...mean.values() };
}

function probability(field: string | undefined, where: string): number {
  const value = numberIn(field);
  if (value !== undefined && value >= 0 && value <= 1) return value;
  throw new UserError(
    `${where}: is "${printable(field?.trim() ?? '', 40)}": expected a probability from 0 to 1.`,
    'Write softmax outputs, not logits, with a point as decimal sign.',
  );
}

const remedyFor = ({ classNames }: Known): string => `The columns are: face,${classNames.join(',')}`;
