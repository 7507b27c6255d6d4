/** Exports a comparison as Apache Parquet, for the command line and the editor. */
import type { ComparisonView, ParquetTable } from '../../../schemas/messages/comparison';
import { UserError } from '../../../schemas/userError';
import { encodeParquet } from './encodeParquet';
import { facesTable } from './facesTable';
import { runsTable } from './runsTable';

interface ParquetFile {
  readonly bytes: Uint8Array;
  /** What to know of what is not in it, as a sentence. */
  readonly note?: string;
}

/**
 * @param rowIds only these rows; all if absent or empty
 * @throws UserError if the faces are asked for and no run has predictions
 */
export async function parquetOf(
  view: ComparisonView,
  table: ParquetTable,
  rowIds?: readonly string[],
): Promise<ParquetFile> {
  if (table === 'runs') {
    const { columns, values } = runsTable(view, rowIds);
    return { bytes: await encodeParquet(columns, [values]) };
  }
  const { columns, groups, missing } = await facesTable(view, rowIds);
  const bytes = await encodeParquet(columns, groups);
  if (!columns.some(({ name }) => name.startsWith('p_'))) {
    throw new UserError(
      'No run has predictions of its test faces.',
      'Wait until a run has ended, or leave out --faces.',
    );
  }
  if (missing.length === 0) return { bytes };
  return { bytes, note: `Not in it, since their predictions are missing or damaged: ${missing.join(', ')}.` };
}
