/** What changed between two runs, as Markdown. */
import { forMarkdown } from '../../words/printable';
import type { BothValues, RunDifference } from '../runDifference';

/** A document: both runs, then tables of what differs and of what each reached, then what to know of it. */
export function differenceMarkdown({ runs, settings, circumstances, results, notes }: RunDifference): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(forMarkdown).join(' | ')} |`;
  const table = (name: string, rows: readonly BothValues[]): string =>
    [
      line([name, ...runs.map(({ runId }) => runId)]),
      '| --- | --- | --- |',
      ...rows.map(({ name, values }) => line([name, ...values])),
    ].join('\n');
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
