/** `ferexp compare --sets`: training set × test set, as a text or as a figure. */
import type { Figure } from '../../figures/figure';
import { setMatrixFigure } from '../../figures/dataSets';
import { listOf } from '../../experiment/names';
import { dataSetsOf } from '../../results/dataSets';
import { exportedSets, setTable } from '../../results/export/dataSets';
import type { RunRecord } from '../../results/runIndex';
import {
  type SetFormat,
  setFormats,
  type SetMatrix,
  type SetMetric,
  setMetrics,
} from '../../schemas/messages/dataSets';
import { UserError } from '../../schemas/userError';
import { setMetricWords } from '../../words/dataSets';
import { printable } from '../../words/printable';
import { drawTable } from '../report/drawTable';
import { wrap } from '../report/wrap';

interface Compared {
  readonly records: readonly RunRecord[];
  readonly project: readonly RunRecord[];
  readonly title: string;
}

/** @throws UserError where no run was tested on data sets */
async function matrixOf({ records, project }: Compared): Promise<SetMatrix> {
  const matrix = await dataSetsOf(records, project);
  if (matrix) return matrix;
  if (records.some(({ resolved }) => resolved.dataSets)) {
    throw new UserError(
      'No run with dataSets has finished, so that none was tested on them.',
      'See why with: ferexp list',
    );
  }
  throw new UserError(
    'No run was tested on data sets: their experiments have no dataSets.',
    'Give the file dataSets, as docs/data-sets.md describes, and run it.',
  );
}

/** @throws UserError for a metric that the matrix does not have */
function metricOf(given: string | undefined): SetMetric {
  const metric = setMetrics.find((each) => each === (given ?? 'accuracy'));
  if (metric !== undefined) return metric;
  throw new UserError(
    `Training set × test set has no metric "${printable(given ?? '')}".`,
    `Choose ${listOf(setMetrics)}.`,
  );
}

/** @throws UserError as `matrixOf` and `metricOf` */
export async function setsFigure(compared: Compared, metric: string | undefined): Promise<Figure> {
  const wanted = metricOf(metric);
  return setMatrixFigure(await matrixOf(compared), wanted, compared.title);
}

/**
 * @param width most columns of a line below the table
 * @throws UserError as `setsFigure`, and for a format that the matrix does not have
 */
export async function setsText(
  compared: Compared,
  { metric, format, width }: { readonly metric: string | undefined; readonly format: string; readonly width: number },
): Promise<string> {
  const wanted = metricOf(metric);
  const known = setFormats.find((each) => each === format);
  if (known === undefined && format !== 'table') {
    throw new UserError(
      `Training set × test set cannot be written as ${format}.`,
      `Choose ${listOf(['table', ...setFormats] satisfies ('table' | SetFormat)[])}.`,
    );
  }
  const matrix = await matrixOf(compared);
  if (known !== undefined) return exportedSets(matrix, known, compared.title);
  const { head, rows } = setTable(matrix, wanted);
  const notes = matrix.notes.map((note) => wrap(note, width, 2));
  return [`Test ${setMetricWords[wanted]}, 95 % intervals`, drawTable(head, rows), notes.join('\n')].join('\n\n');
}
