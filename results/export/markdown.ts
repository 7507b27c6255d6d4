/** Exports a comparison as Markdown. */
import { looksWords } from '../../words/metrics';
import { forMarkdown } from '../../words/printable';
import { chosenRows, comparisonTable, nameIn, verdictText } from '../table';
import { exportFacts } from './facts';
import type { ComparisonView } from '../../schemas/messages/comparison';

/** Delimiters of a footnote's mark in a text that is not escaped yet. */
const markStart = '\uE000';
const markEnd = '\uE001';
const marks = new RegExp(`${markStart}(\\d+)${markEnd}`, 'g');

const cell = (text: string): string => forMarkdown(text).replace(marks, '[^$1]');

/** Columns of names; all others hold numbers. */
const leftAligned = new Set(['Experiment', 'Variant']);

export interface MarkdownOptions {
  /** Only these rows; all if absent or empty. */
  readonly rowIds?: readonly string[];
  /** Date of the export. */
  readonly date?: Date;
}

/**
 * A section to paste into a README: the title, what was compared, means with their 95 % intervals, differences to the
 * baseline, published figures with their sources as footnotes, and the notes on each row.
 */
export function toMarkdown(view: ComparisonView, { rowIds, date = new Date() }: MarkdownOptions = {}): string {
  const sources: string[] = [];
  const mark = (source: string): string => {
    if (!sources.includes(source)) sources.push(source);
    return `${markStart}${sources.indexOf(source) + 1}${markEnd}`;
  };
  const { head, rows } = comparisonTable(view, { ...(rowIds && { rows: rowIds }), mark, wide: true });
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  const rule = `| ${head.map((title) => (leftAligned.has(title) ? '---' : '---:')).join(' | ')} |`;
  const chosen = chosenRows(view, rowIds);
  const name = nameIn(chosen);
  const notes = chosen.flatMap((row) => row.notes.map((note) => `- ${cell(`${name(row)}: ${note}`)}`));
  const words = chosen.flatMap((row) =>
    row.difference ? [`- ${cell(`${name(row)}: ${verdictText(row.difference)}`)}`] : [],
  );
  const footnotes = sources.map((source, index) => `[^${index + 1}]: ${cell(source)}`);
  const facts = exportFacts(chosen, date).map(([name, value]) => `- ${name}: ${cell(value)}`);
  const table = [line(head), rule, ...rows.map(line)];
  const anyMean = chosen.some(({ metrics }) => (metrics.testAccuracy?.count ?? 0) > 1);
  const legend = anyMean
    ? [
        'Mean over networks with their 95 % interval. Intervals of test results are for another seed and other faces of the same kind; those of validation and training for another seed alone.',
      ]
    : [];
  const looks = view.looks && looksWords(view.looks);
  if (looks !== undefined) notes.push(`- ${cell(looks)}`);
  const sections = [[`## ${cell(view.title)}`], facts, table, legend, words, notes, footnotes];
  return `${sections
    .filter((section) => section.length > 0)
    .map((section) => section.join('\n'))
    .join('\n\n')}\n`;
}
