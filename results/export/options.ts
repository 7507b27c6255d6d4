/** What an export of a comparison can be told. */
export interface ExportOptions {
  /** Only these rows; all if absent or empty. */
  readonly rowIds?: readonly string[];
  /** Date of the export. */
  readonly date?: Date;
}

/** Collects sources of published figures, and makes the mark of each: a number between two characters that no name has. */
export class Sources {
  readonly list: string[] = [];

  readonly mark = (source: string): string => {
    if (!this.list.includes(source)) this.list.push(source);
    return `${markStart}${this.list.indexOf(source) + 1}${markEnd}`;
  };
}

const markStart = '\uE000';
const markEnd = '\uE001';

/** The marks in a text that is escaped otherwise; the number is the first group. */
export const sourceMarks = new RegExp(`${markStart}(\\d+)${markEnd}`, 'g');

/** Columns of names; all others hold numbers. */
export const leftAligned: ReadonlySet<string> = new Set(['Experiment', 'Variant']);

/** What the means and intervals of the table are. */
export const legend =
  'Mean over networks with their 95 % interval. Intervals of test results are for another seed and other faces of the same kind; those of validation and training for another seed alone.';
