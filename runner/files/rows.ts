/** Reads a CSV as rows of texts; what its columns mean is for the callers. */
import { CsvError, parse } from 'csv-parse/sync';
import { UserError } from '../../schemas/userError';

export interface Row {
  readonly fields: readonly string[];
  /** In the file, from 1. */
  readonly line: number;
}

/**
 * @param name of the file, for messages
 * @param remedy what the columns should be
 * @param delimiters what separates fields
 * @returns the rows that are not empty, the header among them
 * @throws UserError when it is no CSV
 */
export function readRows(
  text: Buffer,
  name: string,
  remedy: string,
  delimiters: readonly string[] = [',', ';', '\t'],
): Row[] {
  const rows: Row[] = [];
  try {
    parse(text, {
      bom: true,
      skip_empty_lines: true,
      delimiter: [...delimiters],
      relax_column_count: true,
      max_record_size: 100_000,
      on_record: (fields: string[], { lines }) => {
        rows.push({ fields, line: lines });
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UserError(`${name}, line ${String(error['lines'] ?? '?')}: cannot be read as CSV.`, remedy);
  }
  return rows;
}

/** A plain decimal number; undefined for anything else, such as an empty field, `nan` and `inf`. */
export function numberIn(field: string | undefined): number | undefined {
  const text = field?.trim() ?? '';
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}
