/** Exports training set × test set: a line for each cell as CSV, a table as Markdown, everything as JSON. */
import { type SetCell, type SetFormat, type SetMatrix, setMetrics } from '../../schemas/messages/dataSets';
import { cellWords, columnFaces, setMatrixTitle, setMetricWords, setRowName } from '../../words/dataSets';
import { within } from '../../words/numbers';
import { forCsv, forMarkdown } from '../../words/printable';

const none = '–';

/** Head and rows of text, for one metric. */
export function setTable(matrix: SetMatrix, metric: (typeof setMetrics)[number]): { head: string[]; rows: string[][] } {
  const cellText = (cell: SetCell | null): string => {
    if (cell === null) return none;
    return `${within(cellWords(cell, metric))}${cell.same ? ' (same set)' : ''}${cell.otherFaces ? ' *' : ''}`;
  };
  return {
    head: ['Trained on', ...matrix.sets.map((name, column) => `${name}, ${columnFaces(matrix, column)}`)],
    rows: matrix.rows.map((row) => [setRowName(row), ...row.cells.map(cellText)]),
  };
}

function toMarkdown(matrix: SetMatrix, title: string): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(forMarkdown).join(' | ')} |`;
  const tables = setMetrics.map((metric) => {
    const { head, rows } = setTable(matrix, metric);
    const rule = `| --- |${head
      .slice(1)
      .map(() => ' ---: |')
      .join('')}`;
    return [`Test ${setMetricWords[metric]} with 95 % intervals:`, '', line(head), rule, ...rows.map(line)].join('\n');
  });
  const notes = matrix.notes.map((note) => `- ${forMarkdown(note)}`).join('\n');
  return `${[`## ${forMarkdown(`${setMatrixTitle}: ${title}`)}`, ...tables, notes].join('\n\n')}\n`;
}

const columns = [
  ...['row', 'trained on', 'tested on', 'same set', 'faces', 'persons', 'networks'],
  ...setMetrics.flatMap((metric) => [metric, `${metric} low`, `${metric} high`]),
  ...['faces also in training or validation', 'other faces than the first row', 'classes'],
];

function toCsv({ sets, classes, rows }: SetMatrix): string {
  const lines = rows.flatMap(({ name, set, cells }) =>
    cells.flatMap((cell, column) => {
      if (cell === null) return [];
      const { faces, persons, estimates, same, seen, otherFaces } = cell;
      const numbers = setMetrics.flatMap((metric) => {
        const { mean, low, high } = estimates[metric];
        return [mean, low, high];
      });
      return [
        [
          ...[name, set, sets[column]!, same ? 'yes' : 'no', faces, persons, estimates.accuracy.count],
          ...[...numbers, seen, otherFaces ? 'yes' : 'no', classes.join(' ')],
        ],
      ];
    }),
  );
  const encoded = (cell: string | number | undefined): string =>
    typeof cell === 'string' ? forCsv(cell) : String(cell ?? '');
  return `${[columns, ...lines].map((line) => line.map(encoded).join(',')).join('\r\n')}\r\n`;
}

/** @param title of the comparison */
export function exportedSets(matrix: SetMatrix, format: SetFormat, title: string): string {
  switch (format) {
    case 'markdown':
      return toMarkdown(matrix, title);
    case 'csv':
      return toCsv(matrix);
    case 'json':
      return JSON.stringify({ title, ...matrix }, null, 2);
  }
}
