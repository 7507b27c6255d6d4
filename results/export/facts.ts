/** Lists date, engine, data and seeds of a comparison, so that an exported table can be understood by itself. */
import { counted } from '../../words/numbers';
import type { ComparisonRow, RowBasis } from '../../schemas/messages/comparison';

/** This many digits are enough to distinguish fingerprints. */
const fingerprintDigits = 12;

const readers: readonly (readonly [name: string, read: (basis: RowBasis) => string])[] = [
  ['Engine', ({ engines }) => engines.join(' and ')],
  ['Data', dataWords],
  ['Seeds', ({ seeds }) => seeds.join(', ')],
];

function dataWords({ source, fingerprint, testFaces, persons }: RowBasis): string {
  const of = persons === undefined ? '' : ` of ${counted(persons, 'person')}`;
  const faces = testFaces === undefined ? [] : [`${counted(testFaces, 'test face')}${of}`];
  const print = fingerprint === undefined ? [] : [`fingerprint ${fingerprint.slice(0, fingerprintDigits)}`];
  return [source, ...faces, ...print].join(', ');
}

/**
 * Each fact once; if rows differ, each value names its rows. Rows without a result have no facts.
 * @param rows the exported rows
 * @param nameOf what the export calls a row
 * @param date of the export
 */
export function exportFacts(
  rows: readonly ComparisonRow[],
  nameOf: (row: ComparisonRow) => string,
  date: Date,
): [name: string, value: string][] {
  const withResult = rows.filter(({ metrics }) => metrics.testAccuracy !== undefined);
  const facts: [string, string][] = [['Date', localDay(date)]];
  for (const [name, read] of readers) {
    const found = new Map<string, string[]>();
    for (const row of withResult) {
      const value = read(row.basis);
      if (value !== '') found.set(value, [...(found.get(value) ?? []), nameOf(row)]);
    }
    const values = [...found].map(([value, of]) => (found.size > 1 ? `${value} (${of.join('; ')})` : value));
    if (values.length > 0) facts.push([name, values.join('; ')]);
  }
  return facts;
}

/** `2026-01-31`, in local time. */
function localDay(date: Date): string {
  const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
}
