import { CsvError, parse } from 'csv-parse/sync';
import { lstat } from 'node:fs/promises';

import { UserError } from '../../../schemas/userError';
import { printable } from '../../../words/printable';
import { type Usage, usageNames, usages } from '../dataset';
import { openUnpacked } from '../import/bytes';
import { voteColumns } from './classes';
import { count, sizeWords } from '../../../words/numbers';

/** FER+ votes, one row per image, in the order of FER2013's CSV. */
export interface Votes {
  readonly count: number;
  /** Votes of the ten annotators: `count · 10`, in the order of `voteColumns`. */
  readonly votes: Uint8Array;
  /** Index into `usages`, one per row. */
  readonly usage: Uint8Array;
  /** They lie beside the faces, so that they cannot be in another order. */
  readonly beside?: true;
}

/** Most characters of a row. */
const mostRecord = 10_000;

/** fer2013new.csv has 1.9 MB. */
const mostBytes = 64e6;

const remedy =
  'Give fer2013new.csv as published with FER+ (github.com/microsoft/FERPlus): Usage, Image name and ten columns of votes.';

const correctRow = 'Correct that row, or download the file again.';

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
        `${printable(path)} has more than ${sizeWords(mostBytes)}, far more than FER+ votes have: it is not read on.`,
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
    const index = header?.fields.findIndex((field) => field.trim().toLowerCase() === column.toLowerCase()) ?? -1;
    if (index < 0) throw new UserError(`${name}, line 1: the column ${column} is missing.`, remedy);
    return index;
  };
  const usageColumn = columnOf('Usage');
  const columns = voteColumns.map(columnOf);
  const expected = header!.fields.length;
  const votes = new Uint8Array(rows.length * columns.length);
  const usage = new Uint8Array(rows.length);
  rows.forEach(({ fields, line }, index) => {
    const where = `${name}, row ${index + 1} (line ${line})`;
    if (fields.length !== expected) {
      const what = `has ${fields.length} ${fields.length === 1 ? 'column' : 'columns'}: expected ${expected}, as the header has`;
      const cut = fields.length < expected && index === rows.length - 1 ? ', so it is cut short' : '';
      throw new UserError(`${where}: ${what}${cut}.`, correctRow);
    }
    const part = usages.indexOf(fields[usageColumn]!.trim() as Usage);
    if (part < 0) {
      throw new UserError(
        `${where}, column Usage: is "${printable(fields[usageColumn]!, 40)}": expected ${usageNames}.`,
        correctRow,
      );
    }
    usage[index] = part;
    columns.forEach((column, vote) => {
      const value = fields[column]!.trim();
      if (!/^\d{1,2}$/.test(value)) {
        throw new UserError(
          `${where}, column ${voteColumns[vote]}: is "${printable(value, 40)}": expected a number of votes from 0 to 10.`,
          correctRow,
        );
      }
      votes[index * columns.length + vote] = Number(value);
    });
  });
  return { count: rows.length, votes, usage };
}

interface Row {
  readonly fields: readonly string[];
  /** The line on which it ends, from 1. */
  readonly line: number;
}

function parseRows(text: Uint8Array | string, name: string): Row[] {
  const rows: Row[] = [];
  try {
    parse(typeof text === 'string' ? text : Buffer.from(text), {
      bom: true,
      skip_empty_lines: true,
      delimiter: [',', ';', '\t'],
      max_record_size: mostRecord,
      relax_column_count: true,
      on_record: (fields: string[], { lines }) => {
        rows.push({ fields, line: lines });
        // The row is stored here, so the library need not store it.
        return null;
      },
    });
  } catch (error) {
    throw notRows(error, name, rows);
  }
  return rows;
}

/** The library's error about a row that it cannot read, in our words. @param before rows that it could, including the header */
function notRows(error: unknown, name: string, before: readonly Row[]): UserError {
  const { code, lines } = error instanceof CsvError ? error : { code: undefined, lines: undefined };
  const row = before.length === 0 ? 'header' : `row ${before.length}`;
  // A quotation mark that is never closed spans lines: it begins after the previous row.
  const line = code === 'CSV_QUOTE_NOT_CLOSED' ? (before.at(-1)?.line ?? 0) + 1 : lines;
  const where = `${name}, ${row}${typeof line === 'number' ? ` (line ${line})` : ''}`;
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return new UserError(`${where}: has a quotation mark that is never closed.`, correctRow);
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE':
      return new UserError(`${where}: has text after the closing quotation mark.`, correctRow);
    case 'INVALID_OPENING_QUOTE':
      return new UserError(
        `${where}: has a quotation mark within a value: expected one around the whole value, or none.`,
        correctRow,
      );
    case 'CSV_MAX_RECORD_SIZE':
      return new UserError(
        `${where}: has more than ${count(mostRecord)} characters: expected about 60.`,
        `Look for a quotation mark that is never closed. ${correctRow}`,
      );
    default:
      return new UserError(`${where}: cannot be read as CSV.`, remedy);
  }
}
