/** A comparison for the terminal: the table, the verdicts and the notes. */
import { comparisonTable, verdictText, viewNotes } from '../../results/table';
import { nameIn } from '../../words/rowNames';
import { drawTable } from './drawTable';
import type { Terminal } from './terminal';
import { wrap } from './wrap';
import type { ComparisonView } from '../../schemas/messages/comparison';

/** @param width most columns of a line below the table */
export function comparisonText(view: ComparisonView, colors: Terminal['resultColors'], width: number): string {
  const { head, rows } = comparisonTable(view);
  const isBaseline = (index: number): boolean => view.rows[index]!.id === view.baseline;
  const shown = rows.map((cells, index) => (isBaseline(index) ? cells.map((cell) => colors.bold(cell)) : cells));
  const nameOf = nameIn(view.rows);
  const verdicts: [name: string, words: string][] = [];
  const notes = new Map<string, string[]>();
  for (const row of view.rows) {
    const name = nameOf(row);
    if (row.difference !== undefined) verdicts.push([name, verdictText(row.difference)]);
    for (const note of row.notes) notes.set(note, [...(notes.get(note) ?? []), name]);
  }
  const widest = Math.max(0, ...verdicts.map(([name]) => name.length));
  const verdictLines = verdicts.map(([name, words]) => wrap(name.padEnd(widest + 2) + words, width, widest + 2));
  // The same note is shown once, with the names of all its rows.
  const noteLines = [...notes].map(([note, names]) => wrap(`${names.join('; ')}: ${note}`, width, 2));
  for (const note of viewNotes(view)) noteLines.push(wrap(note, width, 2));
  return [drawTable(head, shown), verdictLines.join('\n'), noteLines.map(colors.dim).join('\n')]
    .filter((part) => part !== '')
    .join('\n\n');
}
