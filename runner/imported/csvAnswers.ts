/** Reads predictions from a CSV: which column is what follows from its name. */
import { UserError } from '../../schemas/userError';
import { printable } from '../../words/printable';
import { counted } from '../../words/numbers';
import type { KeyKind, RawAnswers } from './answers';
import { keyKinds } from './answers';
import { numberIn, readRows, type Row } from '../files/rows';

/** Names of columns, in lower case, that are not classes. */
const keyNames: Readonly<Record<KeyKind, readonly string[]>> = {
  face: ['face'],
  hash: ['hash'],
  file: ['file', 'filename', 'path', 'image'],
  row: ['row', 'index'],
};
const labelNames = ['label', 'emotion', 'target', 'true', 'y_true'];
const classNames = ['class', 'prediction', 'predicted', 'y_pred'];

/** A prefix that says what the number of a class is. */
const prefix = /^(p|prob|probability|logit)[_ ]/;

interface Columns {
  readonly key?: { readonly kind: KeyKind; readonly at: number };
  readonly label?: number;
  readonly named?: number;
  /** Columns of classes, with the name or number of each. */
  readonly numbers: readonly { readonly name: string; readonly at: number }[];
  readonly saysLogits: boolean;
}

/** Whether the first line is no header: numbers alone, but not those from 0 or 1 on, as pandas writes them. */
function isData(fields: readonly string[]): boolean {
  const isFrom = (start: number): boolean => fields.every((field, index) => field.trim() === String(index + start));
  const isHeader = fields.length > 1 && (isFrom(0) || isFrom(1));
  return !isHeader && fields.every((field) => numberIn(field) !== undefined);
}

function columnsOf(header: readonly string[], isClass: (name: string) => boolean): Columns {
  const names = header.map((field) => field.trim().toLowerCase());
  const find = (wanted: readonly string[]): number => names.findIndex((name) => wanted.includes(name));
  const keys = keyKinds.map((kind) => ({ kind, at: find(keyNames[kind]) }));
  const key = keys.find(({ at }) => at >= 0);
  const label = find(labelNames);
  const named = find(classNames);
  const numbers = names.flatMap((name, at) => {
    const plain = name.replace(prefix, '').trim();
    return isClass(plain) ? [{ name: plain, at }] : [];
  });
  return {
    ...(key && { key }),
    ...(label >= 0 && { label }),
    ...(named >= 0 && { named }),
    numbers,
    saysLogits: names.some((name) => name.startsWith('logit')),
  };
}

/**
 * @param isClass whether the name of a column is that of a class, or its number
 * @param expected what the columns should be, in words
 * @throws UserError when it is no CSV, or has no column that tells classes
 */
export function csvAnswers(
  text: Buffer,
  name: string,
  isClass: (name: string) => boolean,
  expected: string,
): RawAnswers {
  const all = readRows(text, name, expected);
  const [first] = all;
  if (first === undefined) throw new UserError(`${name} has no rows.`, expected);
  if (first.fields.length === 1 && /^\S+( +\S+)+$/.test(first.fields[0]!.trim())) {
    throw new UserError(
      `${name}, line ${first.line}: the values are separated by spaces: expected commas, semicolons or tabs.`,
      'NumPy: numpy.savetxt(file, array, delimiter=",").',
    );
  }
  const headless = isData(first.fields);
  const rows = headless ? all : all.slice(1);
  if (rows.length === 0) throw new UserError(`${name} has a header and no rows.`, expected);
  const columns = headless ? headlessColumns(first.fields.length) : columnsOf(first.fields, isClass);
  if (columns.numbers.length === 0 && columns.named === undefined) {
    throw new UserError(
      `${name}, line ${first.line}: no column tells a class (the columns are ${printable(first.fields.join(', '))}).`,
      expected,
    );
  }
  const width = first.fields.length;
  for (const { fields, line } of rows) {
    if (fields.length === width) continue;
    throw new UserError(
      `${name}, line ${line}: has ${counted(fields.length, 'value')}: expected ${width} as in line ${first.line}.`,
      'Write one row for each face, and a point as decimal sign.',
    );
  }
  const column = (at: number): string[] => rows.map(({ fields }) => fields[at]!.trim());
  const { key, label, named, numbers, saysLogits } = columns;
  return {
    name,
    count: rows.length,
    where: (row) => `${name}, line ${rows[row]!.line}`,
    ...(numbers.length > 0 && {
      numbers: {
        ...(!headless && { columns: numbers.map((each) => each.name) }),
        width: numbers.length,
        values: valuesOf(rows, numbers),
      },
    }),
    ...(numbers.length === 0 && named !== undefined && { classes: column(named) }),
    ...(label !== undefined && { labels: column(label) }),
    ...(key && { key: { kind: key.kind, values: column(key.at) } }),
    saysLogits,
  };
}

/** One number a row is a class, several are those of the classes in their order. */
function headlessColumns(width: number): Columns {
  if (width === 1) return { named: 0, numbers: [], saysLogits: false };
  return { numbers: Array.from({ length: width }, (_, at) => ({ name: String(at), at })), saysLogits: false };
}

function valuesOf(rows: readonly Row[], numbers: Columns['numbers']): Float64Array {
  const values = new Float64Array(rows.length * numbers.length);
  rows.forEach(({ fields }, row) => {
    numbers.forEach(({ at }, c) => (values[row * numbers.length + c] = numberIn(fields[at]) ?? NaN));
  });
  return values;
}
