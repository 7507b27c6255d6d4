/** A comparison as a table for the terminal. */
import Table from 'cli-table3';
import { formatPercent, formatPoints } from '../../results/words';
import type { ComparisonRow, ComparisonView, SettingValue } from '../../schemas/messages';
import type { Terminal } from './terminal';

export function comparisonTable(view: ComparisonView, colors: Terminal['resultColors']): string {
  const several = new Set(view.rows.map(({ experiment }) => experiment)).size > 1;
  const published = view.rows.some((row) => row.published !== undefined);
  const settings = view.differing;
  const head = [
    ...(several ? ['experiment'] : []),
    'variant',
    'runs',
    ...settings.map(shortName),
    'test accuracy',
    'macro-F1',
    'best epoch',
    'to baseline',
    ...(published ? ['published'] : []),
  ];
  const table = new Table({ head, style: { head: [], border: [], compact: true }, colAligns: head.map(() => 'left') });
  for (const row of view.rows) {
    table.push([
      ...(several ? [row.experiment] : []),
      row.id === view.baseline ? colors.bold(row.variant) : row.variant,
      String(row.runs.length),
      ...settings.map((name) => shown(row.settings[name])),
      estimate(row, 'testAccuracy'),
      estimate(row, 'testMacroF1'),
      row.metrics.bestEpoch === undefined ? '–' : row.metrics.bestEpoch.mean.toFixed(row.runs.length > 1 ? 1 : 0),
      difference(row, view),
      ...(published ? [row.published === undefined ? '' : formatPercent(row.published.testAccuracy)] : []),
    ]);
  }
  const notes = view.rows.flatMap((row) => [
    ...(row.difference === undefined ? [] : [`${row.variant}: ${row.difference.words}`]),
    ...row.notes.map((note) => `${row.variant}: ${note}`),
  ]);
  return [table.toString(), ...notes].join('\n');
}

/** The last part of a path says enough, with its parent where it alone says little. */
function shortName(path: string): string {
  const parts = path.split('.');
  return parts
    .slice(-2)
    .join('.')
    .replace(/^(augmentation|training|model|data)\./, '');
}

function shown(value: SettingValue | undefined): string {
  if (value === undefined || value === null) return '–';
  if (value === true) return 'yes';
  if (value === false) return 'no';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function estimate({ metrics }: ComparisonRow, metric: 'testAccuracy' | 'testMacroF1'): string {
  const value = metrics[metric];
  return value === undefined ? '–' : formatPercent(value.mean, value.halfWidth);
}

function difference({ id, difference: to }: ComparisonRow, { baseline }: ComparisonView): string {
  if (id === baseline) return 'baseline';
  if (to === undefined) return '–';
  return `${formatPoints(to.mean)} [${formatPoints(to.low)}, ${formatPoints(to.high)}]`;
}
