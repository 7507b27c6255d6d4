/** Exports a comparison for programs, as schemas/comparison.schema.json describes. */
import type { Comparison } from '../../schemas/generated/comparison';
import type { Immutable } from '../../schemas/immutable';
import type { ComparisonView } from '../../schemas/messages/comparison';
import { chosenRows } from '../table';

/**
 * @param rowIds only these rows; all if absent or empty
 * @param date of the export
 */
export function toJson(view: ComparisonView, rowIds?: readonly string[], date = new Date()): string {
  const comparison: Immutable<Comparison> = {
    version: 1,
    date: date.toISOString(),
    ...view,
    rows: chosenRows(view, rowIds),
  };
  return JSON.stringify(comparison, null, 2);
}
