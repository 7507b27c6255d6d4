/** Draws a table for the terminal. */
import Table from 'cli-table3';
import stringWidth from 'string-width';

/** A blank on either side of a cell. */
const padding = 2;

const widthOf = (text: string): number => (/^[ -~]*$/.test(text) ? text.length : stringWidth(text));

/**
 * The library draws the frame, the head and the first row. The rows below have the shape of that one and are drawn here:
 * the library would take seconds for thousands of them.
 * @param rows each as long as `head`; a cell is one line
 * @param aligns of the columns; left by default
 */
export function drawTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  aligns?: readonly ('left' | 'right')[],
): string {
  const widths = head.map((title, column) =>
    rows.reduce((widest, row) => Math.max(widest, widthOf(row[column]!)), widthOf(title)),
  );
  const [first, ...others] = rows;
  const table = new Table({
    head: [...head],
    style: { head: [], border: [], compact: true },
    colWidths: widths.map((width) => width + padding),
    ...(aligns && { colAligns: [...aligns] }),
  });
  if (first) table.push([...first]);
  const lines = table.toString().split('\n');
  const bottom = lines.pop()!;
  const cellOf = (text: string, column: number): string => {
    const blanks = ' '.repeat(widths[column]! - widthOf(text));
    return aligns?.[column] === 'right' ? ` ${blanks}${text} ` : ` ${text}${blanks} `;
  };
  return [...lines, ...others.map((row) => `│${row.map(cellOf).join('│')}│`), bottom].join('\n');
}
