/** The first line of a table of faces: which columns are read, and what separates them. */

export const columnNames = ['emotion', 'pixels', 'Usage'] as const;
export type ColumnName = (typeof columnNames)[number];

/** Other names of the columns, in lower case. */
const aliases: ReadonlyMap<string, ColumnName> = new Map([
  ['label', 'emotion'],
  ['labels', 'emotion'],
  ['emotions', 'emotion'],
  ['pixel', 'pixels'],
  ['split', 'Usage'],
]);

/** Separators of fields: comma, semicolon or tab, because spreadsheets use different ones in different countries. */
const delimiters = [0x2c, 0x3b, 0x09];

export interface CsvHeader {
  /** What each column is read as; undefined for columns that are not read. */
  readonly columns: readonly (ColumnName | undefined)[];
  /** Columns that are missing or occur twice. */
  readonly missing: readonly ColumnName[];
}

/** @param fields of the header, in order */
export function headerOf(fields: readonly string[]): CsvHeader {
  const names = fields.map((field) => field.trim().toLowerCase());
  const exact = names.map((field) => columnNames.find((name) => name.toLowerCase() === field));
  const columns = exact.map((column, i) => {
    const alias = aliases.get(names[i]!);
    return column ?? (alias !== undefined && !exact.includes(alias) ? alias : undefined);
  });
  return { columns, missing: columnNames.filter((name) => columns.filter((column) => column === name).length !== 1) };
}

/** Names of columns contain no delimiter: the first one in the header is the delimiter of the table. */
export function isDelimiter(byte: number): boolean {
  return delimiters.includes(byte);
}

/** The header of a table from its first bytes. Names are plain, so only quotation marks around them need handling. */
export function readHeader(head: Uint8Array): CsvHeader {
  const text = Buffer.from(head)
    .toString('utf8')
    .replace(/^\ufeff/, '');
  const [line = ''] = text.split(/\r?\n|\r/, 1);
  return headerOf(line.split(/[,;\t]/).map((field) => field.trim().replace(/^"(.*)"$/, '$1')));
}
