import { parse } from 'csv-parse/sync';
import { lstat } from 'node:fs/promises';

import { UserError } from '../../../schemas/userError';
import { printable } from '../../../words/printable';
import { type Usage, usageNames, usages } from '../dataset';
import { openUnpacked } from '../import/bytes';
import { gigabytes } from '../import/limits';
import { voteColumns } from './classes';

/** FER+ votes, one row an image, in the order of FER2013's CSV. */
export interface Votes {
  readonly count: number;
  /** Votes of the ten annotators: `count · 10`, in the order of `voteColumns`. */
  readonly votes: Uint8Array;
  /** Index into `usages`, one a row. */
  readonly usage: Uint8Array;
}

/** Characters of a row. */
const mostRecord = 10_000;

/** fer2013new.csv has 1.9 MB. */
const mostBytes = 64e6;

const remedy =
  'Give fer2013new.csv as published with FER+ (github.com/microsoft/FERPlus): Usage, Image name and ten columns of votes.';

/**
 * Reads fer2013new.csv.
 *
 * @param path absolute
 * @throws UserError naming file, line and column
 */
export async function readVotes(path: string): Promise<Votes> {
  if ((await lstat(path).catch(() => undefined)) === undefined) {
    throw new UserError(`The FER+ votes do not exist: there is nothing at ${printable(path)}.`, remedy);
  }
  const { kind, chunks, close } = await openUnpacked(path, 'the FER+ votes');
  if (kind !== undefined) {
    await close();
    throw new UserError(`${printable(path)} is ${kind.name}, not the CSV of FER+ votes.`, `${kind.wayOut} ${remedy}`);
  }
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > mostBytes) {
      throw new UserError(
        `${printable(path)} has more than ${gigabytes(mostBytes)}, far more than FER+ votes have: it is not read on.`,
        remedy,
      );
    }
    parts.push(chunk);
  }
  return parseVotes(Buffer.concat(parts), printable(path));
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
        `${where}, column Usage: is "${printable(row[usageColumn]!, 40)}": expected ${usageNames}.`,
        'Mend that row, or download the file again.',
      );
    }
    usage[index] = part;
    columns.forEach((column, vote) => {
      const value = row[column]!.trim();
      if (!/^\d{1,2}$/.test(value)) {
        throw new UserError(
          `${where}, column ${voteColumns[vote]}: is "${printable(value, 40)}": expected a number of votes from 0 to 10.`,
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
    return parse(typeof text === 'string' ? text : Buffer.from(text), {
      bom: true,
      skip_empty_lines: true,
      delimiter: [',', ';', '\t'],
      max_record_size: mostRecord,
    });
  } catch (error) {
    throw new UserError(`${name}: ${printable((error as Error).message)}.`, remedy);
  }
}
