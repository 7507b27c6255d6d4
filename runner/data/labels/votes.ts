import { parse } from 'csv-parse/sync';
import { readFile } from 'node:fs/promises';

import { UserError } from '../../../schemas/userError';
import { type Usage, usageNames, usages } from '../dataset';
import { voteColumns } from './classes';

/** FER+ votes, one row an image, in the order of FER2013's CSV. */
export interface Votes {
  readonly count: number;
  /** Votes of the ten annotators: `count · 10`, in the order of `voteColumns`. */
  readonly votes: Uint8Array;
  /** Index into `usages`, one a row. */
  readonly usage: Uint8Array;
}

const remedy =
  'Give fer2013new.csv as published with FER+ (github.com/microsoft/FERPlus): Usage, Image name and ten columns of votes.';

/**
 * Reads fer2013new.csv.
 *
 * @param path absolute
 * @throws UserError naming file, line and column
 */
export async function readVotes(path: string): Promise<Votes> {
  let text;
  try {
    text = await readFile(path);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UserError(
      missing ? `The FER+ votes do not exist: there is nothing at ${path}.` : `${path}: ${(error as Error).message}.`,
      remedy,
    );
  }
  return parseVotes(text, path);
}

/** @param name of the file, for messages */
export function parseVotes(text: Uint8Array | string, name: string): Votes {
  const [header, ...rows] = parseRows(text, name);
  const columnOf = (column: string): number => {
    const index = header?.findIndex((field) => field.trim().toLowerCase() === column.toLowerCase()) ?? -1;
    if (index < 0) throw new UserError(`${name}, line 1: the column ${column} is missing.`, remedy);
    return index;
  };
  const usageColumn = columnOf('Usage');
  const columns = voteColumns.map(columnOf);
  const votes = new Uint8Array(rows.length * columns.length);
  const usage = new Uint8Array(rows.length);
  rows.forEach((row, index) => {
    const where = `${name}, row ${index + 1} (line ${index + 2})`;
    const part = usages.indexOf(row[usageColumn]!.trim() as Usage);
    if (part < 0) {
      throw new UserError(
        `${where}, column Usage: is "${row[usageColumn]}": expected ${usageNames}.`,
        'Mend that row, or download the file again.',
      );
    }
    usage[index] = part;
    columns.forEach((column, vote) => {
      const value = row[column]!.trim();
      if (!/^\d{1,2}$/.test(value)) {
        throw new UserError(
          `${where}, column ${voteColumns[vote]}: is "${value}": expected a number of votes from 0 to 10.`,
          'Mend that row, or download the file again.',
        );
      }
      votes[index * columns.length + vote] = Number(value);
    });
  });
  return { count: rows.length, votes, usage };
}

function parseRows(text: Uint8Array | string, name: string): string[][] {
  try {
    return parse(typeof text === 'string' ? text : Buffer.from(text), { bom: true, skip_empty_lines: true });
  } catch (error) {
    throw new UserError(`${name}: ${(error as Error).message}.`, remedy);
  }
}
