import assert from 'node:assert/strict';
import Table from 'cli-table3';
import pc from 'picocolors';
import { drawTable } from '../../cli/report/drawTable';

/** As the library draws it at once. */
function atOnce(head: string[], rows: string[][], colAligns?: ('left' | 'right')[]): string {
  const table = new Table({ head, style: { head: [], border: [], compact: true }, ...(colAligns && { colAligns }) });
  table.push(...rows);
  return table.toString();
}

describe('a table for the terminal', () => {
  const colors = pc.createColors(true);
  const cases: Readonly<Record<string, string[][]>> = {
    'no rows': [],
    'one row': [['flip', '82.3 %']],
    'coloured, wide and combined characters': [
      [colors.bold('flip'), colors.red('1')],
      ['表情', 'e\u0301'],
      ['', 'x'.repeat(90)],
    ],
    'a hundred rows': Array.from({ length: 100 }, (_, row) => [`row ${row}`, String(row ** 3)]),
    'rows of many lengths': Array.from({ length: 251 }, (_, row) => [`row ${row}`, 'y'.repeat(row % 17)]),
  };
  for (const [name, rows] of Object.entries(cases)) {
    it(`is what the library draws: ${name}`, () => {
      assert.equal(drawTable(['name', 'value'], rows), atOnce(['name', 'value'], rows));
      const aligns: ('left' | 'right')[] = ['left', 'right'];
      assert.equal(drawTable(['name', 'value'], rows, aligns), atOnce(['name', 'value'], rows, aligns));
    });
  }
});
