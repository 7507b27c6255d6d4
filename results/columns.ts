/**
 * Rows of JSON as columns: thousands of runs have the same fields and few different values, so their text is a fraction of
 * that of the rows, and what they share is in memory once.
 */

import { own } from '../schemas/own';

/** The values of a field, by row. */
export type Column =
  /** The value of every row. */
  | { readonly value: unknown }
  /** Each different value once, and which of them a row has; without `at`, a value for each row. */
  | { readonly values: readonly unknown[]; readonly at?: readonly number[] }
  /** Objects, those with the same fields together. */
  | { readonly groups: readonly Group[] };

interface Group {
  readonly fields: readonly string[];
  /** The rows that have these fields, in rising order; absent for all. */
  readonly rows?: readonly number[];
  /** Of each field, the values of these rows. */
  readonly columns: readonly Column[];
}

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @param rows JSON values */
export function columnOf(rows: readonly unknown[]): Column {
  return sharedOf(rows) ?? (rows.every(isObject) ? { groups: groupsOf(rows) } : { values: rows });
}

/** Rows among which it shows whether they are worth comparing. */
const sample = 64;

/** Undefined where more than half of the rows differ, of all or of the first ones. */
function sharedOf(rows: readonly unknown[]): Column | undefined {
  const numbers = new Map<unknown, number>();
  const values: unknown[] = [];
  const at: number[] = [];
  for (const row of rows) {
    const key = typeof row === 'object' ? JSON.stringify(row) : row;
    // A text is told from a list or an object that is written the same.
    const id = typeof row === 'string' ? `"${row}` : key;
    let number = numbers.get(id);
    if (number === undefined) {
      numbers.set(id, (number = values.length));
      values.push(row);
      if (values.length > sample + at.length / 2) return undefined;
    }
    at.push(number);
  }
  if (values.length === 1) return { value: values[0] };
  return values.length * 2 <= rows.length ? { values, at } : undefined;
}

function groupsOf(rows: readonly Fields[]): Group[] {
  const byFields = new Map<string, number[]>();
  for (const [index, row] of rows.entries()) {
    const key = JSON.stringify(Object.keys(row));
    const group = byFields.get(key);
    if (group) group.push(index);
    else byFields.set(key, [index]);
  }
  return [...byFields.values()].map((members) => {
    const fields = Object.keys(rows[members[0]!]!);
    const columns = fields.map((field) => columnOf(members.map((index) => own(rows[index], field))));
    return byFields.size === 1 ? { fields, columns } : { fields, rows: members, columns };
  });
}

/** Gives the row of an index. */
export type RowReader = (index: number) => unknown;

/**
 * The rows that `columnOf` was given, each made when it is asked for: thousands at once would double what their reader
 * holds for a while.
 * @returns a new object each time, made of values that are the same objects where they are equal: do not change those
 */
export function rowReader(column: Column): RowReader {
  if ('groups' in column) return groupsReader(column.groups);
  if ('value' in column) return () => column.value;
  const { values, at } = column;
  return at ? (index) => values[at[index]!] : (index) => values[index];
}

function groupsReader(groups: readonly Group[]): RowReader {
  const readers = groups.map(groupReader);
  const [only] = readers;
  if (only && readers.length === 1) return only;
  const count = groups.reduce((sum, { rows = [] }) => sum + rows.length, 0);
  const [groupOf, positionOf] = [new Uint32Array(count), new Uint32Array(count)];
  for (const [group, { rows = [] }] of groups.entries()) {
    for (const [position, row] of rows.entries()) [groupOf[row], positionOf[row]] = [group, position];
  }
  return (index) => readers[groupOf[index]!]!(positionOf[index]!);
}

/** Reads by the position in the group. */
function groupReader({ fields, columns }: Group): RowReader {
  // A copy of an object with these fields is made several times as fast as field by field. JSON keeps fields of any name.
  const like = JSON.parse(JSON.stringify(Object.fromEntries(fields.map((field) => [field, null])))) as Record<
    string,
    unknown
  >;
  const varying: { readonly field: string; readonly read: RowReader }[] = [];
  for (const [index, column] of columns.entries()) {
    const field = fields[index]!;
    if ('value' in column) like[field] = column.value;
    else varying.push({ field, read: rowReader(column) });
  }
  return (position) => {
    const row = { ...like };
    for (let index = 0; index < varying.length; index++) {
      const { field, read } = varying[index]!;
      row[field] = read(position);
    }
    return row;
  };
}
