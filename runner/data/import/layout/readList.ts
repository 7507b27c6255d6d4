/** Reads a list of faces: which picture, class, part, person and box each line names. */
import type { DataLayout } from '../../../../schemas/generated/experiment';
import { UserError } from '../../../../schemas/userError';
import { counted } from '../../../../words/numbers';
import { printable } from '../../../../words/printable';
import { fileKindOf, kindHeadBytes } from '../../../files/fileKind';
import { numberIn, readRows, type Row } from '../../../files/rows';
import { ferPlusClasses, voteColumns } from '../../labels/classes';
import type { Box } from '../decodeImage';
import { isPictureName } from '../place';

type Column = NonNullable<DataLayout['columns']>[number];

/** A line of a list. */
export interface ListedFace {
  readonly picture: string;
  readonly class: string;
  readonly part?: string;
  readonly person?: string;
  readonly box?: Box;
  /** Of FER+'s people, in the order of `voteColumns`. */
  readonly votes?: readonly number[];
  /** For messages: file and line. */
  readonly where: string;
  readonly line: number;
}

const headings: ReadonlyMap<string, Column> = new Map([
  ...(['picture', 'pictures', 'image', 'images', 'file', 'filename', 'path', 'pth'] as const).map(
    (name) => [name, 'picture'] as const,
  ),
  ...(['class', 'label', 'labels', 'emotion', 'expression'] as const).map((name) => [name, 'class'] as const),
  ...(['part', 'split', 'usage', 'subset'] as const).map((name) => [name, 'part'] as const),
  ...(['person', 'subject', 'identity', 'actor'] as const).map((name) => [name, 'person'] as const),
  ...(['left', 'top', 'right', 'bottom'] as const).map((name) => [name, name] as const),
]);

const remedy =
  'Name the columns in the first line (picture, class, and perhaps part, person, left, top, right, bottom), or say what they are with data.layout.columns.';

/**
 * @param name of the file, for messages
 * @param columns what they are, where the first line does not say it
 * @throws UserError naming the line
 */
export function readList(text: Buffer, name: string, columns: DataLayout['columns']): ListedFace[] {
  const kind = fileKindOf(text.subarray(0, kindHeadBytes));
  if (kind?.id === 'empty') throw new UserError(`${name} is empty: expected a line for each face.`, remedy);
  if (kind !== undefined && kind.id !== 'binary') {
    throw new UserError(`${name} is ${kind.name}: expected text with a line for each face.`, kind.wayOut);
  }
  const zero = text.indexOf(0);
  if (zero >= 0) {
    const line = text.subarray(0, zero).toString('latin1').split('\n').length;
    throw new UserError(`${name}, line ${line}: expected text, not a zero byte.`, remedy);
  }
  const rows = rowsOf(text, name);
  const [first] = rows;
  if (first === undefined) throw new UserError(`${name} has no lines: expected one for each face.`, remedy);
  const meaning = columns ?? columnsOf(first, name);
  const faces = columns === undefined && isHeader(first) ? rows.slice(1) : rows;
  if (faces.length === 0)
    throw new UserError(`${name} has no line but its header: expected one for each face.`, remedy);
  return faces.map((row) => faceOf(row, name, meaning));
}

/** Blanks separate the fields where nothing else does. */
function rowsOf(text: Buffer, name: string): Row[] {
  const head = text.subarray(0, 4096).toString('utf8').split(/\r?\n/, 1)[0]!;
  if (/[,;\t]/.test(head)) return readRows(text, name, remedy);
  return readRows(text, name, remedy, [' ']).map(({ fields, line }) => ({
    fields: fields.filter((field) => field !== ''),
    line,
  }));
}

const headingOf = (field: string): Column =>
  headings.get(
    field
      .trim()
      .toLowerCase()
      .replace(/[\s_-]/g, ''),
  ) ?? '-';

function isHeader({ fields }: Row): boolean {
  const names = fields.map(headingOf);
  return names.includes('picture') && names.includes('class');
}

function columnsOf(row: Row, name: string): readonly Column[] {
  const { fields, line } = row;
  if (isHeader(row)) {
    const names = fields.map(headingOf);
    const twice = names.find((column, at) => column !== '-' && names.indexOf(column) !== at);
    if (twice === undefined) return names;
    throw new UserError(`${name}, line ${line}: two columns may be the ${twice}: ${shown(fields)}.`, remedy);
  }
  if (fields.length === 2 && isPictureName(fields[0]!.trim())) return ['picture', 'class'];
  throw new UserError(
    `${name}, line ${line}: it is not clear what the columns are: ${shown(fields)}. Expected their names, or a picture and its class.`,
    remedy,
  );
}

const shown = (fields: readonly string[]): string => printable(fields.slice(0, 6).join(', '), 120);

function faceOf({ fields, line }: Row, name: string, columns: readonly Column[]): ListedFace {
  const where = `${name}, line ${line}`;
  if (fields.length !== columns.length) {
    throw new UserError(
      `${where} has ${counted(fields.length, 'field')}: expected ${columns.length} (${columns.join(', ')}).`,
      'Correct the line.',
    );
  }
  const field = (column: Column): string | undefined => {
    const at = columns.indexOf(column);
    if (at < 0) return undefined;
    const text = fields[at]!.trim();
    if (text !== '') return text;
    throw new UserError(`${where}: the ${column} is missing.`, 'Correct the line.');
  };
  const [part, person] = [field('part'), field('person')];
  const box = boxIn(field('box'), where) ?? boxOf((side) => field(side), where);
  const votes = columns.some((column) => column.startsWith('votes:'))
    ? voteColumns.map((name) => votesIn(field(`votes:${name}`), name, where))
    : undefined;
  return {
    picture: field('picture') ?? '',
    class: field('class') ?? (votes ? mostVoted(votes) : ''),
    ...(part !== undefined && { part }),
    ...(person !== undefined && { person }),
    ...(box && { box }),
    ...(votes && { votes }),
    where,
    line,
  };
}

/** The emotion of FER2013 that has most votes; of several, the first of FER+'s order. */
function mostVoted(votes: readonly number[]): string {
  const emotions = voteColumns.slice(0, ferPlusClasses.length - 1);
  const counts = votes.slice(0, emotions.length);
  return emotions[counts.indexOf(Math.max(...counts))]!;
}

function votesIn(text: string | undefined, name: string, where: string): number {
  const votes = /^\d{1,2}$/.test(text ?? '') ? Number(text) : NaN;
  if (votes <= 10) return votes;
  throw new UserError(
    `${where}, column ${name}: is "${printable(text ?? '', 40)}": expected a number of votes from 0 to 10.`,
    'Correct the line, or get the file again.',
  );
}

/** `(0, 0, 48, 48)`. */
function boxIn(text: string | undefined, where: string): Box | undefined {
  if (text === undefined) return undefined;
  const sides = /^\(\s*([^,]+),([^,]+),([^,]+),([^,]+)\)$/.exec(text)?.slice(1) ?? [];
  if (sides.length === 4) {
    const [left, top, right, bottom] = sides;
    return boxOf((side) => ({ left, top, right, bottom })[side], where);
  }
  throw new UserError(
    `${where}: the box is "${printable(text, 60)}": expected (left, top, right, bottom).`,
    'Correct the line, or the order of the columns.',
  );
}

function boxOf(field: (side: keyof Box) => string | undefined, where: string): Box | undefined {
  if (field('left') === undefined) return undefined;
  const side = (name: keyof Box): number => {
    const value = numberIn(field(name));
    if (value !== undefined && Math.abs(value) < 1e6) return Math.round(value);
    throw new UserError(
      `${where}: ${name} is "${printable(field(name) ?? '', 40)}": expected pixels.`,
      'Correct the line.',
    );
  };
  const box = { left: side('left'), top: side('top'), right: side('right'), bottom: side('bottom') };
  if (box.right > box.left && box.bottom > box.top) return box;
  throw new UserError(
    `${where}: the box from ${box.left}, ${box.top} to ${box.right}, ${box.bottom} holds no pixel.`,
    'Correct the line, or the order of the columns.',
  );
}
