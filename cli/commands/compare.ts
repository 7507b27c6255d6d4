/** `ferexp compare`: what each variant reached, and how certain that is. */
import path from 'node:path';
import { version } from '../../package.json';
import { runsRootAround } from '../find/experimentFile';
import { listOf, nearestName } from '../../experiment/names';
import { compareRuns, metricNamed } from '../../results/compare';
import { comparisonsToStore, recallComparisons } from '../../results/projectRuns';
import { exported } from '../../results/export/formats';
import { parquetOf } from '../../results/export/parquet/parquet';
import { forestOf } from '../../results/forest';
import { rowNamed } from '../../results/groups';
import { type Figure } from '../../figures/figure';
import { forestFigure } from '../../figures/forest';
import type { RunRecord } from '../../results/runIndex';
import { cacheFiles, writeProjectCache } from '../../storage/projectCache';
import { writeFileAtomic } from '../../storage/files/atomic';
import { UserError } from '../../schemas/userError';
import { nameIn } from '../../words/rowNames';
import { setsFigure, setsText } from './compareSets';
import type { comparisonFigures } from '../arguments/figureKinds';
import { comparisonText } from '../report/comparisonText';
import { checkFigureOutput, writeFigure } from '../report/figureFile';
import { runsOfNamed } from '../find/findExperiments';
import { runsAround } from '../find/findRun';
import { processTerminal, type Terminal } from '../report/terminal';
import type { ComparisonView, ExportFormat, ParquetTable } from '../../schemas/messages/comparison';

/** Those that a terminal can show. */
type TextFormat = 'table' | ExportFormat;

export interface CompareOptions {
  readonly project: string;
  readonly baseline?: string;
  readonly metric?: string;
  readonly commonFaces?: boolean;
  readonly format?: TextFormat | 'parquet';
  /** Of Parquet: a line for each run and test face. */
  readonly faces?: boolean;
  readonly output?: string;
  readonly json?: boolean;
  /** Instead of the table. */
  readonly figure?: (typeof comparisonFigures)[number];
  /** Training set × test set instead of the table. */
  readonly sets?: boolean;
  /** Variant that the figure is of. */
  readonly row?: string;
}

export async function compare(experiments: readonly string[], options: CompareOptions): Promise<number> {
  const terminal = processTerminal(options);
  if (options.figure !== undefined) checkFigureOutput(options);
  if (options.figure !== undefined) return writeFigure(await comparisonFigure(experiments, options), options);
  const { output, faces = false, sets = false } = options;
  const format = options.json ? 'json' : (options.format ?? 'table');
  if (faces && format !== 'parquet')
    throw new UserError('--faces is for Parquet.', 'Add --format parquet, or leave it out.');
  if (sets && (format === 'parquet' || faces)) throw new UserError('--sets is no Parquet.', 'Leave out one of them.');
  if (format === 'parquet' && output === undefined) {
    throw new UserError(
      'Parquet is no text that could be printed.',
      'Name a file with --output, for example runs.parquet.',
    );
  }
  const compared = await comparisonNamed(experiments, options);
  const { view } = compared;
  if (options.row !== undefined) throw new UserError('--row is for --figure.', 'Add --figure forest, or leave it out.');
  if (format === 'parquet') return writeParquet(view, faces ? 'faces' : 'runs', output!, terminal);
  // A file holds no colours.
  const colors = output === undefined ? terminal.resultColors : processTerminal().colors;
  const text = sets
    ? await setsText({ ...compared, title: view.title }, { metric: options.metric, format, width: terminal.width })
    : render(view, format, colors, terminal.width);
  if (output === undefined) terminal.result(text.trimEnd());
  else {
    await writeFileAtomic(path.resolve(output), text.endsWith('\n') ? text : `${text}\n`);
    terminal.say(`Written to ${output}.`);
  }
  return 0;
}

async function writeParquet(
  view: ComparisonView,
  table: ParquetTable,
  output: string,
  terminal: Terminal,
): Promise<number> {
  const { bytes, note } = await parquetOf(view, table);
  await writeFileAtomic(path.resolve(output), bytes);
  terminal.say(`Written to ${output}.`);
  if (note !== undefined) terminal.say(note);
  return 0;
}

/**
 * Compares the named experiments of a project; all when none is named.
 * @throws UserError if there are no runs, or for the name of an experiment, variant or metric that does not exist
 */
export async function comparisonNamed(
  experiments: readonly string[],
  options: Pick<CompareOptions, 'project' | 'baseline' | 'metric' | 'commonFaces'>,
): Promise<{
  readonly records: readonly RunRecord[];
  readonly project: readonly RunRecord[];
  readonly view: ComparisonView;
}> {
  const project = await runsAround(options.project);
  if (project.length === 0) {
    throw new UserError(`There are no runs to compare around ${options.project}.`, 'Start some with: ferexp run FILE');
  }
  const records = await runsOfNamed(experiments, project);
  const root = runsRootAround(options.project);
  await recallComparisons(root, version);
  const view = await viewOf(records, project, options);
  const text = comparisonsToStore(version);
  if (text !== undefined) await writeProjectCache(root, cacheFiles.comparisons, text);
  return { records, project, view };
}

/**
 * Training set × test set; or the differences by class of the row that is named, or of the only one there is.
 * @throws UserError as `comparisonNamed`, and if there is no such difference
 */
export async function comparisonFigure(
  experiments: readonly string[],
  options: Pick<CompareOptions, 'project' | 'baseline' | 'metric' | 'commonFaces' | 'row' | 'figure'>,
): Promise<Figure> {
  const { row, commonFaces = false, figure, metric } = options;
  const { records, project, view } = await comparisonNamed(experiments, options);
  if (figure === 'sets') return setsFigure({ records, project, title: view.title }, metric);
  const id = row === undefined ? onlyRow(view) : rowOfName(records, view, row);
  const found = await forestOf(records, id, {
    project,
    commonFaces,
    ...(view.baseline !== undefined && { baseline: view.baseline }),
  });
  if (!found || found.lines.length === 0) {
    throw new UserError(
      `There is no difference to draw. ${found?.note ?? ''}`.trimEnd(),
      'Name another row with --row.',
    );
  }
  return forestFigure(found, view.title);
}

function onlyRow({ rows, baseline }: ComparisonView): string {
  const others = rows.filter(({ id }) => id !== baseline);
  const [first, second] = others;
  if (first && !second) return first.id;
  throw new UserError(
    first ? 'The figure is of one row, and several are compared.' : 'There is no row besides the baseline.',
    first ? `Name one with --row: ${listOf(others.map(nameIn(rows)))}.` : 'Run a second variant first.',
  );
}

function render(view: ComparisonView, format: TextFormat, colors: Terminal['resultColors'], width: number): string {
  return format === 'table' ? comparisonText(view, colors, width) : exported(view, format);
}

async function viewOf(
  records: readonly RunRecord[],
  project: readonly RunRecord[],
  options: Pick<CompareOptions, 'baseline' | 'metric' | 'commonFaces'>,
): Promise<ComparisonView> {
  const { baseline, metric, commonFaces = false } = options;
  const view = await compareRuns(records, { project, commonFaces });
  const row = baseline === undefined ? undefined : rowOfName(records, view, baseline);
  if (metric !== undefined && metricNamed(view.metrics, metric) === undefined) {
    throw unknownName('metric', metric, view.metrics);
  }
  if (row === undefined && metric === undefined) return view;
  return compareRuns(records, {
    project,
    commonFaces,
    ...(row !== undefined && { baseline: row }),
    ...(metric !== undefined && { metric }),
  });
}

/** Id of the row that a name means. */
function rowOfName(records: readonly RunRecord[], { rows }: ComparisonView, name: string): string {
  const id = rowNamed(records, name);
  if (id !== undefined) return id;
  throw unknownName('variant', name, rows.map(nameIn(rows)));
}

function unknownName(what: string, name: string, names: readonly string[]): UserError {
  const nearest = nearestName(name, names);
  return new UserError(
    `There is no ${what} "${name}" to compare ${what === 'variant' ? 'with' : 'by'}.`,
    nearest === undefined ? `Choose one of ${listOf(names)}.` : `Did you mean "${nearest}"?`,
  );
}
