/** Draws a table for the terminal. */
import Table from 'cli-table3';
import stringWidth from 'string-width';

/** The library's time grows with the square of the rows: longer tables are drawn in parts, which fit together. */
const rowsAtOnce = 50;
/** A blank on either side of a cell. */
const padding = 2;

const widthOf = (text: string): number => (/^[ -~]*$/.test(text) ? text.length : stringWidth(text));

/**
 * @param rows each as long as `head`
 * @param aligns of the columns; left by default
 */
export function drawTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  aligns?: readonly ('left' | 'right')[],
): string {
  const colWidths = head.map(
    (title, column) => padding + rows.reduce((widest, row) => Math.max(widest, widthOf(row[column]!)), widthOf(title)),
  );
  const draw = (titles: readonly string[], part: readonly (readonly string[])[]): string[] => {
    const table = new Table({
      ...(titles.length > 0 && { head: [...titles] }),
      style: { head: [], border: [], compact: true },
      colWidths,
      ...(aligns && { colAligns: [...aligns] }),
    });
    table.push(...part.map((row) => [...row]));
    return table.toString().split('\n');
  };
  const lines = draw(head, rows.slice(0, rowsAtOnce));
  const bottom = lines.pop()!;
  for (let first = rowsAtOnce; first < rows.length; first += rowsAtOnce) {
    lines.push(...draw([], rows.slice(first, first + rowsAtOnce)).slice(1, -1));
  }
  return [...lines, bottom].join('\n');
}
