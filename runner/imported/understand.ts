/** Turns what a file of predictions says into probabilities of the data's classes, and checks that they are some. */
import { UserError } from '../../schemas/userError';
import type { Imported } from '../../schemas/imported';
import { counted, decimal, isOrAre } from '../../words/numbers';
import { printable } from '../../words/printable';
import type { RawAnswers } from './answers';
import type { ClassOrder } from './classOrder';

/** How far from 1 a sum of probabilities may be: float16 rounds seven of them by half as much. */
const sumTolerance = 1e-3;
/** How far outside of 0 to 1 a probability may be by rounding. */
const rounding = 1e-6;

export interface Answers extends Pick<RawAnswers, 'name' | 'count' | 'where' | 'key'> {
  readonly answers: Imported['answers'];
  /** `count · classes`, in the order of the data's classes. Of a class alone: 1 for it, 0 for the others. */
  readonly probabilities: Float32Array;
  /** Index of the class that the file itself gives as the label of each row. */
  readonly labels?: readonly number[];
  /** The numbers of classes stand in the data's order because nobody said otherwise. */
  readonly byNumber: boolean;
}

export interface Understanding {
  readonly classNames: readonly string[];
  readonly order: ClassOrder;
  /** The numbers are logits. */
  readonly logits: boolean;
}

/** @throws UserError naming the row where something is no class or no probability */
export function understand(raw: RawAnswers, { classNames, order, logits }: Understanding): Answers {
  const { name, count, where, key, numbers, classes } = raw;
  const labels = raw.labels?.map((text, row) => classAt(text, `${where(row)}: the label`, order, classNames));
  const rest = { name, count, where, ...(key && { key }), ...(labels && { labels }) };
  if (numbers === undefined) {
    const probabilities = new Float32Array(count * classNames.length);
    classes!.forEach((text, row) => {
      probabilities[row * classNames.length + classAt(text, `${where(row)}: the class`, order, classNames)] = 1;
    });
    if (logits) throw new UserError(`${name} holds classes, and --logits was given.`, 'Leave --logits out.');
    const byNumber = classes!.every((text) => /^\d+$/.test(text));
    return { ...rest, answers: 'classes', probabilities, byNumber };
  }
  if (raw.saysLogits && !logits) throw new UserError(`${name} calls its numbers logits.`, asLogits);
  const { width, columns = Array.from({ length: width }, (_, c) => String(c + order.first)) } = numbers;
  const places = placesOf(columns, name, order, classNames);
  const values = new Float64Array(count * classNames.length);
  for (let row = 0; row < count; row++) {
    places.forEach((place, column) => {
      values[row * places.length + place] = numbers.values[row * places.length + column]!;
    });
  }
  checkNumbers(values, classNames, raw, logits);
  return {
    ...rest,
    answers: logits ? 'logits' : 'probabilities',
    probabilities: logits ? softmax(values, classNames.length) : Float32Array.from(values, clipped),
    byNumber: columns.every((column) => /^\d+$/.test(column)),
  };
}

const asLogits = 'Give --logits, so that softmax is computed, or save the softmax output.';

const clipped = (value: number): number => Math.min(1, Math.max(0, value));

function classAt(text: string, what: string, order: ClassOrder, classNames: readonly string[]): number {
  const found = order.find(text);
  if (found !== undefined) return found;
  throw new UserError(
    `${what} is "${printable(text, 40)}": expected one of ${classNames.join(', ')}, or its number (${order.words}).`,
    'Say what the numbers mean with --classes.',
  );
}

/** Index of the data's class that each column is of. */
function placesOf(
  columns: readonly string[],
  name: string,
  order: ClassOrder,
  classNames: readonly string[],
): readonly number[] {
  const wrong = (what: string): UserError =>
    new UserError(`${name} ${what}.`, `The classes are ${classNames.join(', ')}; numbers mean: ${order.words}.`);
  const found = columns.map((column) => order.find(column));
  if (columns.length !== classNames.length) {
    const missing = classNames.filter((_, index) => !found.includes(index));
    throw wrong(
      `has ${counted(columns.length, 'class', 'classes')} (${printable(columns.join(', '))}), and the data ${classNames.length}` +
        (missing.length > 0 && missing.length < classNames.length ? `: there is none for ${missing.join(', ')}` : ''),
    );
  }
  const unknown = columns.filter((_, index) => found[index] === undefined);
  if (unknown.length > 0) throw wrong(`has columns that are no class: ${printable(unknown.join(', '))}`);
  const twice = classNames.filter((_, index) => found.filter((each) => each === index).length > 1);
  if (twice.length > 0) throw wrong(`has two columns for ${twice.join(', ')}`);
  return found as number[];
}

/** @param values `count · classes` */
function checkNumbers(
  values: Float64Array,
  classNames: readonly string[],
  { name, count, where }: RawAnswers,
  logits: boolean,
): void {
  const classes = classNames.length;
  let likeProbabilities = 0;
  for (let row = 0; row < count; row++) {
    const numbers = values.subarray(row * classes, (row + 1) * classes);
    const odd = numbers.findIndex((value) => !Number.isFinite(value));
    if (odd >= 0) {
      throw new UserError(
        `${where(row)}, class ${classNames[odd]}: is no number: expected ${logits ? 'a logit' : 'a probability from 0 to 1'}, with a point as decimal sign.`,
        'A network that answers NaN has diverged: look at its training.',
      );
    }
    const sum = numbers.reduce((total, value) => total + value, 0);
    const isWithin = numbers.every((value) => value >= -rounding && value <= 1 + sumTolerance);
    if (isWithin && Math.abs(sum - 1) <= sumTolerance) likeProbabilities++;
    else if (!logits) throw noProbabilities(numbers, sum, classNames, where(row));
  }
  if (logits && likeProbabilities === count) {
    throw new UserError(
      `${name}: --logits was given, and all ${counted(count, 'row')} ${isOrAre(count)} probabilities that add up to 1.`,
      'Leave --logits out: softmax of probabilities is wrong.',
    );
  }
}

function noProbabilities(numbers: Float64Array, sum: number, classNames: readonly string[], where: string): UserError {
  const outside = numbers.findIndex((value) => value < -rounding || value > 1 + sumTolerance);
  if (outside < 0) {
    return new UserError(
      `${where}: the probabilities add up to ${decimal(sum, 4)}: expected 1.`,
      'Save softmax outputs. Sigmoid outputs are no probabilities of classes that exclude each other.',
    );
  }
  return new UserError(
    `${where}, class ${classNames[outside]}: is ${decimal(numbers[outside]!, 4)}: expected a probability from 0 to 1.`,
    `These look like logits. ${asLogits}`,
  );
}

/** Of each row; the largest is taken away first, so that nothing overflows. */
function softmax(values: Float64Array, classes: number): Float32Array {
  const probabilities = new Float32Array(values.length);
  for (let start = 0; start < values.length; start += classes) {
    const row = values.subarray(start, start + classes);
    const largest = Math.max(...row);
    const powers = row.map((value) => Math.exp(value - largest));
    const total = powers.reduce((sum, value) => sum + value, 0);
    powers.forEach((value, c) => (probabilities[start + c] = value / total));
  }
  return probabilities;
}
