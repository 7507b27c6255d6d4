/** What changed between two runs, as Markdown. */
import { forMarkdown } from '../../words/printable';
import type { BothValues, RunDifference } from '../runDifference';

/** A document: both runs, then tables of what differs and of what each reached, then what to know of it. */
export function differenceMarkdown({ runs, settings, circumstances, results, notes }: RunDifference): string {
  const table = (title: string, rows: readonly BothValues[]): string =>
    alignedTable([[title, ...runs.map(({ runId }) => runId)], ...rows.map(({ name, values }) => [name, ...values])]);
  const sections = [
    '# What changed between two runs',
    runs.map(({ runId, name }) => `- ${forMarkdown(`${runId}: ${name}`)}`).join('\n'),
    '## Settings',
    settings.length === 0 ? 'No setting differs.' : table('Setting', settings),
    '## Engine, versions and data',
    circumstances.length === 0 ? 'Nothing that is known of both differs.' : table('', circumstances),
    '## Results',
    table('', results),
    notes.map(forMarkdown).join('\n\n'),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** A table whose columns are aligned, since it is read as text too. @param rows the heads first */
function alignedTable(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map(forMarkdown));
  const widths = cells[0]!.map((_, column) => Math.max(3, ...cells.map((row) => row[column]!.length)));
  const [head, ...body] = cells.map((row) => row.map((cell, column) => cell.padEnd(widths[column]!)));
  const rule = widths.map((width) => '-'.repeat(width));
  return [head!, rule, ...body].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
