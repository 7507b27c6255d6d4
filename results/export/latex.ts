/** Exports a comparison as a LaTeX table with booktabs. */
import { forLatex } from '../../words/printable';
import { nameIn } from '../../words/rowNames';
import { chosenRows, comparisonTable, verdictText, viewNotes } from '../table';
import { exportFacts } from './facts';
import { type ExportOptions, leftAligned, legend, sourceMarks, Sources } from './options';
import type { ComparisonView } from '../../schemas/messages/comparison';

const cell = (text: string): string => forLatex(text).replace(sourceMarks, '\\textsuperscript{$1}');

/**
 * A `table` to paste into a paper: what was compared in the caption; below the table the verdicts, the notes on each row and
 * the sources of published figures.
 */
export function toLatex(view: ComparisonView, { rowIds, date = new Date() }: ExportOptions = {}): string {
  const sources = new Sources();
  const { head, rows } = comparisonTable(view, { ...(rowIds && { rows: rowIds }), mark: sources.mark });
  const chosen = chosenRows(view, rowIds);
  const name = nameIn(view.rows);
  const line = (cells: readonly string[]): string => `    ${cells.map(cell).join(' & ')} \\\\`;
  const facts = exportFacts(chosen, name, date).map(([what, value]) => `${what}: ${value}.`);
  const below = [
    ...chosen.flatMap((row) => (row.difference ? [`${name(row)}: ${verdictText(row.difference)}`] : [])),
    ...chosen.flatMap((row) => row.notes.map((note) => `${name(row)}: ${note}`)),
    ...viewNotes(view),
  ];
  return [
    '% Needs \\usepackage{booktabs}.',
    '\\begin{table}',
    '  \\centering',
    `  \\caption{${cell([`${view.title}.`, legend, ...facts].join(' '))}}`,
    `  \\begin{tabular}{${head.map((title) => (leftAligned.has(title) ? 'l' : 'r')).join('')}}`,
    '    \\toprule',
    line(head),
    '    \\midrule',
    ...rows.map(line),
    '    \\bottomrule',
    '  \\end{tabular}',
    '',
    '  \\raggedright\\footnotesize',
    ...[...below.map(cell), ...sources.list.map((source, i) => `\\textsuperscript{${i + 1}}${cell(source)}`)].map(
      (text) => `  ${text}\\par`,
    ),
    '\\end{table}',
    '',
  ].join('\n');
}
