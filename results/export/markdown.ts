import type { ComparisonView } from '../../schemas/messages';
import { forMarkdown } from '../../words/printable';
import { chosenRows, comparisonTable } from '../table';

/** A footnote's mark inside of a text that is still to be escaped. */
const markStart = '\uE000';
const markEnd = '\uE001';
const marks = new RegExp(`${markStart}(\\d+)${markEnd}`, 'g');

const cell = (text: string): string => forMarkdown(text).replace(marks, '[^$1]');

/** Columns of names are read from the left, all else is numbers. */
const leftAligned = new Set(['Experiment', 'Variant']);

/**
 * A table that pastes into a README: means with their 95 % intervals, differences to the baseline, published figures with
 * their sources as footnotes, and below it what to know before believing a row.
 * @param rowIds only these rows; all when absent or empty
 */
export function toMarkdown(view: ComparisonView, rowIds?: readonly string[]): string {
  const sources: string[] = [];
  const mark = (source: string): string => {
    if (!sources.includes(source)) sources.push(source);
    return `${markStart}${sources.indexOf(source) + 1}${markEnd}`;
  };
  const { head, rows } = comparisonTable(view, { ...(rowIds && { rows: rowIds }), mark });
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  const rule = `| ${head.map((title) => (leftAligned.has(title) ? '---' : '---:')).join(' | ')} |`;
  const chosen = chosenRows(view, rowIds);
  const notes = chosen.flatMap(({ variant, notes: ofRow }) => ofRow.map((note) => `- ${cell(`${variant}: ${note}`)}`));
  const words = chosen.flatMap(({ variant, difference }) =>
    difference ? [`- ${cell(`${variant}: ${difference.words}.`)}`] : [],
  );
  const footnotes = sources.map((source, index) => `[^${index + 1}]: ${cell(source)}`);
  const legend = 'Mean over runs with different seeds ± half of the 95 % interval (Student’s t).';
  const parts = [[line(head), rule, ...rows.map(line)], [legend], words, notes, footnotes];
  return `${parts
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n')}\n`;
}
