/** The lines of the comparison table. */
import type { ComparisonRow, ComparisonRun } from '../../schemas/messages/comparison';

/** A line of the table: a row, which may show its runs, or one of its runs below it. */
export type Line = { readonly row: ComparisonRow; readonly run?: ComparisonRun; readonly isOpen?: boolean };
