/** Exports a comparison as Markdown. */
import { forMarkdown } from '../../words/printable';
import { nameIn } from '../../words/rowNames';
import { chosenRows, comparisonTable, verdictText, viewNotes } from '../table';
import { exportFacts } from './facts';
import { type ExportOptions, leftAligned, legend, sourceMarks, Sources } from './options';
import type { ComparisonView } from '../../schemas/messages/comparison';

const cell = (text: string): string => forMarkdown(text).replace(sourceMarks, '[^$1]');

/**
 * A section to paste into a README: the title, what was compared, means with their 95 % intervals, differences to the
 * baseline, published figures with their sources as footnotes, and the notes on each row.
 */
export function toMarkdown(view: ComparisonView, { rowIds, date = new Date() }: ExportOptions = {}): string {
  const sources = new Sources();
  const { head, rows } = comparisonTable(view, { ...(rowIds && { rows: rowIds }), mark: sources.mark, wide: true });
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  const rule = `| ${head.map((title) => (leftAligned.has(title) ? '---' : '---:')).join(' | ')} |`;
  const chosen = chosenRows(view, rowIds);
  const name = nameIn(view.rows);
  const notes = chosen.flatMap((row) => row.notes.map((note) => `- ${cell(`${name(row)}: ${note}`)}`));
  const words = chosen.flatMap((row) =>
    row.difference ? [`- ${cell(`${name(row)}: ${verdictText(row.difference)}`)}`] : [],
  );
  const footnotes = sources.list.map((source, index) => `[^${index + 1}]: ${cell(source)}`);
  const facts = exportFacts(chosen, name, date).map(([what, value]) => `- ${what}: ${cell(value)}`);
  const table = [line(head), rule, ...rows.map(line)];
  const anyMean = chosen.some(({ metrics }) => (metrics.testAccuracy?.count ?? 0) > 1);
  const means = anyMean ? [legend] : [];
  for (const note of viewNotes(view)) notes.push(`- ${cell(note)}`);
  const sections = [[`## ${cell(view.title)}`], facts, table, means, words, notes, footnotes];
  return `${sections
    .filter((section) => section.length > 0)
    .map((section) => section.join('\n'))
    .join('\n\n')}\n`;
}
