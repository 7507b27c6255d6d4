/** Finds the face that each row of a file of predictions is about, and checks that there is one for each. */
import type { Dataset, Usage } from '../data/dataset';
import { usages } from '../data/dataset';
import { pictureHash, pictureHashBytes } from '../../storage/run/predictions';
import { UserError } from '../../schemas/userError';
import { count, counted } from '../../words/numbers';
import { printable } from '../../words/printable';
import type { Answers } from './understand';

/** The faces that predictions are wanted of. */
export interface Wanted {
  readonly dataset: Pick<Dataset, 'pixels' | 'width' | 'height' | 'labels' | 'classNames' | 'usage'>;
  /** `test` or `validation`. */
  readonly split: string;
  /** Of the split, ascending; each has a label. */
  readonly ids: Uint32Array;
  /** The official parts that the split is made of; none where it is drawn from a part. */
  readonly parts: readonly Usage[];
  /** The path of each face's picture; undefined for data that is a table or an archive. */
  readonly pathsOf: () => Promise<readonly string[] | undefined>;
}

export interface Matched {
  /** The row of each face, in the order of `ids`. */
  readonly rows: Uint32Array;
  /** How they were found, as a sentence. */
  readonly how: string;
}

/** @throws UserError naming the row, or the faces that are missing */
export async function matchRows(answers: Answers, wanted: Wanted): Promise<Matched> {
  const { key } = answers;
  const matched =
    key === undefined || key.kind === 'row' ? byOrder(answers, wanted) : await byKey(answers, key, wanted);
  checkLabels(answers, wanted, matched.rows);
  return matched;
}

/** All faces of the official parts, those without a label too: what a loader of the whole part goes through. */
function wholeParts({ dataset, ids, parts }: Wanted): Uint32Array {
  if (parts.length === 0) return ids;
  const numbers = parts.map((part) => usages.indexOf(part));
  return Uint32Array.from([...dataset.usage.keys()].filter((id) => numbers.includes(dataset.usage[id]!)));
}

function byOrder(answers: Answers, wanted: Wanted): Matched {
  const { ids, split } = wanted;
  const whole = wholeParts(wanted);
  const faces = [ids, whole].find(({ length }) => length === answers.count);
  if (faces === undefined) {
    const sizes = [...new Set([ids.length, whole.length])];
    const expected = sizes.map((size) => count(size)).join(' or ');
    throw new UserError(
      `${answers.name} has ${counted(answers.count, 'row')}: expected ${expected}, one for each ${split} face${sizes.length > 1 ? ' with a label, or one for each face of the part' : ''}.`,
      'Predict all of them in the order of the data, or add a column face, file, hash or row.',
    );
  }
  const rowAt = positions(answers);
  const rowOf = new Map(Array.from(faces, (id, position) => [id, rowAt(position)]));
  const which =
    faces === ids || whole.length === ids.length ? `${split} faces` : 'faces of the part, dropped ones too,';
  return {
    rows: Uint32Array.from(ids, (id) => rowOf.get(id)!),
    how: `Rows are matched to the ${which} by ${answers.key ? 'row number' : 'their order in the data'}.`,
  };
}

/** The row at each position: its own number, or what the column `row` says. */
function positions({ key, count: rows, where }: Answers): (position: number) => number {
  if (key === undefined) return (position) => position;
  const rowAt = new Map<number, number>();
  key.values.forEach((text, row) => {
    const position = /^\d{1,9}$/.test(text) ? Number(text) : -1;
    if (position < 0 || position >= rows) {
      throw new UserError(
        `${where(row)}: the row number is "${printable(text, 40)}": expected one from 0 to ${rows - 1}.`,
        'Count from 0, within the part.',
      );
    }
    refuseSecond(rowAt.get(position), row, `the row number ${text}`, where);
    rowAt.set(position, row);
  });
  return (position) => rowAt.get(position)!;
}

function refuseSecond(earlier: number | undefined, row: number, what: string, where: Answers['where']): void {
  if (earlier === undefined) return;
  throw new UserError(
    `${where(row)}: ${what} is there twice, first in ${where(earlier).split(', ').at(-1)!}.`,
    'Predict each face once.',
  );
}

async function byKey(
  { where, name }: Answers,
  { kind, values }: NonNullable<Answers['key']>,
  wanted: Wanted,
): Promise<Matched> {
  const { ids, split } = wanted;
  const known = new Set(ids);
  const part = new Set(wholeParts(wanted));
  const facesOf =
    kind === 'face' ? byNumber(wanted) : kind === 'hash' ? byHash(part, wanted) : await byFile(wanted, name);
  const rowsOf = new Map<string, number[]>();
  values.forEach((text, row) => rowsOf.set(text, [...(rowsOf.get(text) ?? []), row]));
  const rowOf = new Map<number, number>();
  for (const [text, rows] of rowsOf) {
    const [first] = rows;
    const faces = facesOf(text, where(first!));
    const inPart = faces.filter((id) => part.has(id) || known.has(id));
    if (inPart.length === 0) {
      throw new UserError(
        `${where(first!)}: ${kind} "${printable(text, 80)}" is no ${split} face.`,
        `Give the ${split} faces of the experiment alone.`,
      );
    }
    // Several faces may have one picture: a row for each, or one for all.
    if (rows.length > 1 && rows.length !== inPart.length) {
      refuseSecond(first, rows[1]!, `${kind} "${printable(text, 80)}"`, where);
    }
    inPart.forEach((id, index) => {
      const row = rows[rows.length === 1 ? 0 : index]!;
      refuseSecond(rowOf.get(id), row, `${kind} "${printable(text, 80)}"`, where);
      rowOf.set(id, row);
    });
  }
  const missing = ids.filter((id) => !rowOf.has(id));
  if (missing.length > 0) {
    throw new UserError(
      `${name} lacks ${count(missing.length)} of ${counted(ids.length, `${split} face`)}: the first is face ${missing[0]}.`,
      `Predict every ${split} face of the experiment: a part of them is another test.`,
    );
  }
  const words = { face: 'number', hash: 'picture', file: 'file name', row: 'row number' }[kind];
  return {
    rows: Uint32Array.from(ids, (id) => rowOf.get(id)!),
    how: `Rows are matched to the ${split} faces by ${words}.`,
  };
}

type FacesOf = (text: string, where: string) => readonly number[];

function byNumber({ dataset: { labels } }: Wanted): FacesOf {
  return (text, where) => {
    const id = /^\d{1,9}$/.test(text) ? Number(text) : -1;
    if (id >= 0 && id < labels.length) return [id];
    throw new UserError(
      `${where}: the face is "${printable(text, 40)}": expected its number in the data, from 0 to ${labels.length - 1}.`,
      'A number within the part belongs into a column row.',
    );
  };
}

function byHash(part: ReadonlySet<number>, { dataset: { pixels, width, height } }: Wanted): FacesOf {
  const size = width * height;
  const faces = new Map<string, number[]>();
  for (const id of part) {
    const hash = Buffer.from(pictureHash(pixels.subarray(id * size, (id + 1) * size))).toString('hex');
    faces.set(hash, [...(faces.get(hash) ?? []), id]);
  }
  return (text, where) => {
    if (!/^[0-9a-f]+$/i.test(text) || text.length < 2 * pictureHashBytes) {
      throw new UserError(
        `${where}: the hash is "${printable(text, 80)}": expected at least ${2 * pictureHashBytes} hexadecimal digits.`,
        'It is the SHA-256 of the grey values, row by row: hashlib.sha256(pixels.tobytes()).hexdigest().',
      );
    }
    return faces.get(text.toLowerCase().slice(0, 2 * pictureHashBytes)) ?? [];
  };
}

/** By the name of the file, with as many of its folders as distinguish it. */
async function byFile({ pathsOf }: Wanted, name: string): Promise<FacesOf> {
  const paths = await pathsOf();
  if (paths === undefined) {
    throw new UserError(
      `${name} names files, and the data is no folder of pictures.`,
      'Add a column face (the number in the data), row (within the part) or hash instead.',
    );
  }
  const byName = new Map<string, number[]>();
  paths.forEach((path, id) => {
    const file = path.split('/').at(-1)!;
    byName.set(file, [...(byName.get(file) ?? []), id]);
  });
  return (text, where) => {
    const given = text
      .replaceAll('\\', '/')
      .split('/')
      .filter((part) => part !== '' && part !== '.');
    const alike = byName.get(given.at(-1) ?? '') ?? [];
    if (alike.length < 2) return alike;
    const ends = (id: number): boolean => {
      const own = paths[id]!.split('/');
      const shared = Math.min(own.length, given.length);
      return own.slice(-shared).join('/') === given.slice(-shared).join('/');
    };
    const found = alike.filter(ends);
    if (found.length < 2) return found;
    throw new UserError(
      `${where}: ${counted(found.length, 'picture')} of the data are named "${printable(text, 80)}", such as ${printable(paths[found[0]!]!, 80)} and ${printable(paths[found[1]!]!, 80)}.`,
      'Write the path from the data’s folder on.',
    );
  };
}

/** @throws UserError where the file's own labels are not those of the data */
function checkLabels({ labels, where }: Answers, { dataset, ids, split }: Wanted, rows: Uint32Array): void {
  if (labels === undefined) return;
  const wrong = [...ids.keys()].filter((index) => labels[rows[index]!] !== dataset.labels[ids[index]!]);
  const [first] = wrong;
  if (first === undefined) return;
  const { classNames } = dataset;
  const [id, row] = [ids[first]!, rows[first]!];
  throw new UserError(
    `${where(row)}: the label is ${classNames[labels[row]!]!}, and ${split} face ${id} of the data is ${classNames[dataset.labels[id]!]!}. Labels of ${count(wrong.length)} of ${counted(ids.length, 'row')} disagree.`,
    'Most likely the rows are in another order (switch shuffling off), the classes are (--classes), or the labels are of another scheme.',
  );
}
