/** Exports a comparison as CSV. */
import { importedWords } from '../../words/imported';
import { forCsv } from '../../words/printable';
import { chosenRows } from '../table';
import { own } from '../../schemas/own';
import {
  comparedMetrics,
  type ComparedMetric,
  type ComparisonRow,
  type RowBasis,
  type ComparisonRun,
  type ComparisonView,
} from '../../schemas/messages/comparison';

type Cell = string | number | undefined;

/** A number needs no protection against formulas, whatever its sign. */
function encode(cell: Cell): string {
  return typeof cell === 'string' ? forCsv(cell) : String(cell ?? '');
}

interface Column {
  readonly title: string;
  readonly row: (row: ComparisonRow) => Cell;
  readonly run: (run: ComparisonRun, row: ComparisonRow) => Cell;
}

const nothing = (): undefined => undefined;

function metricColumns(name: ComparedMetric): Column[] {
  return [
    { title: name, row: ({ metrics }) => metrics[name]?.mean, run: ({ metrics }) => metrics[name] },
    { title: `${name} low`, row: ({ metrics }) => metrics[name]?.low, run: nothing },
    { title: `${name} high`, row: ({ metrics }) => metrics[name]?.high, run: nothing },
  ];
}

function ofRow(title: string, value: (row: ComparisonRow) => Cell): Column {
  return { title, row: value, run: nothing };
}

function columnsOf(view: ComparisonView): Column[] {
  const both = (title: string, value: (row: ComparisonRow) => Cell): Column => ({
    title,
    row: value,
    run: (_, row) => value(row),
  });
  // A run of a row over folds has a part of its faces, which the row does not know.
  const ofData = (title: string, value: (basis: RowBasis) => Cell): Column => ({
    title,
    row: ({ basis }) => value(basis),
    run: (_, { basis }) => (basis.folds === undefined ? value(basis) : undefined),
  });
  const setting = (path: string): Column =>
    both(path, ({ settings }) => {
      const value = own(settings, path);
      if (value === undefined || value === null) return undefined;
      return typeof value === 'object' ? JSON.stringify(value) : String(value);
    });
  return [
    { title: 'level', row: () => 'row', run: () => 'run' },
    both('experiment', ({ experiment }) => experiment),
    both('variant', ({ variant }) => variant),
    both('imported', ({ imported }) => imported && importedWords(imported)),
    { title: 'run', row: nothing, run: ({ runId }) => runId },
    { title: 'repeat', row: nothing, run: ({ repeat }) => repeat },
    { title: 'fold', row: nothing, run: ({ fold }) => fold },
    { title: 'seed', row: ({ basis }) => basis.seeds.join(' '), run: ({ seed }) => seed },
    { title: 'state', row: nothing, run: ({ state }) => state },
    { title: 'started', row: nothing, run: ({ startedAt }) => startedAt },
    { title: 'engine', row: ({ basis }) => basis.engines.join(' '), run: ({ engine }) => engine },
    both('data', ({ basis }) => basis.source),
    ofData('data fingerprint', ({ fingerprint }) => fingerprint),
    ofData('test faces', ({ testFaces }) => testFaces),
    ofRow('runs', ({ metrics }) => metrics.testAccuracy?.count ?? 0),
    ...view.differing.map(setting),
    ...comparedMetrics.flatMap(metricColumns),
    ofRow('baseline', ({ id }) => (id === view.baseline ? 'yes' : 'no')),
    ofRow('difference of', () => view.metric),
    ofRow('chosen metric', ({ chosen }) => chosen?.mean),
    ofRow('chosen metric low', ({ chosen }) => chosen?.low),
    ofRow('chosen metric high', ({ chosen }) => chosen?.high),
    ofRow('difference', ({ difference }) => difference?.mean),
    ofRow('difference low', ({ difference }) => difference?.low),
    ofRow('difference high', ({ difference }) => difference?.high),
    ofRow('difference low on these faces', ({ difference }) => difference?.theseFaces?.low),
    ofRow('difference high on these faces', ({ difference }) => difference?.theseFaces?.high),
    ofRow('difference p', ({ difference }) => difference?.p),
    ofRow('difference adjusted p', ({ difference }) => difference?.adjustedP),
    ofRow('compared', ({ difference }) => difference?.compared),
    ofRow('difference test', ({ difference }) => difference?.test),
    ofRow('difference in words', ({ difference }) => difference?.words),
    ofRow('published', ({ published }) => published?.testAccuracy),
    ofRow('published source', ({ published }) => published?.source),
    ofRow('notes', ({ notes }) => notes.join(' ') || undefined),
  ];
}

/**
 * CSV as in RFC 4180. Each row of the comparison gives one line of level `row` with its means, followed by one line of
 * level `run` for each of its runs. Numbers have full precision; accuracies are from 0 to 1.
 * @param rowIds only these rows; all if absent or empty
 */
export function toCsv(view: ComparisonView, rowIds?: readonly string[]): string {
  const columns = columnsOf(view);
  const lines: Cell[][] = [columns.map(({ title }) => title)];
  for (const row of chosenRows(view, rowIds)) {
    lines.push(columns.map((column) => column.row(row)));
    for (const run of row.runs) lines.push(columns.map((column) => column.run(run, row)));
  }
  return lines.map((cells) => `${cells.map(encode).join(',')}\r\n`).join('');
}
