/** Reads predictions from NumPy's arrays: one of them (`.npy`), or several by name (`.npz`). */
import { zipEntries } from '../data/import/zipEntries';
import { UserError } from '../../schemas/userError';
import { count, counted, sizeWords } from '../../words/numbers';
import { printable } from '../../words/printable';
import { keyKinds, type KeyKind, type RawAnswers } from './answers';
import { type NpyArray, parseNpy } from '../files/npy';

/** Of one array, unpacked. */
const mostBytes = 200e6;
const mostArrays = 20;

/** Names of arrays that hold the answers. */
const answerNames = ['probabilities', 'logits', 'predictions', 'classes', 'arr_0'] as const;
const keyNames: Readonly<Record<KeyKind, readonly string[]>> = {
  face: ['face', 'faces'],
  hash: ['hash', 'hashes'],
  file: ['file', 'files'],
  row: ['row', 'rows'],
};
const labelNames = ['label', 'labels'];

const layout = `Name the arrays ${answerNames.slice(0, -1).join(', ')}, and beside one of them labels, faces, hashes, files or rows.`;

export function npyAnswers(bytes: Buffer, name: string): RawAnswers {
  return answersIn(name, { array: parseNpy(bytes, name), called: 'arr_0' }, new Map());
}

/** @throws UserError when it is damaged or lacks the arrays */
export async function npzAnswers(path: string, name: string): Promise<RawAnswers> {
  const arrays = new Map<string, NpyArray>();
  for await (const { path: entry, size, read } of zipEntries(path, { arrays: true })) {
    const called = printable(entry.replace(/\.npy$/, ''), 40);
    if (!entry.endsWith('.npy')) {
      throw new UserError(`${name} holds ${called}, which is no NumPy array.`, layout);
    }
    if (size > mostBytes) {
      throw new UserError(
        `${name}: ${called} has ${sizeWords(size)}: at most ${sizeWords(mostBytes)} are read.`,
        layout,
      );
    }
    if (arrays.size === mostArrays) throw new UserError(`${name} holds more than ${mostArrays} arrays.`, layout);
    const chunks: Uint8Array[] = [];
    for await (const chunk of read()) chunks.push(chunk);
    arrays.set(called, parseNpy(Buffer.concat(chunks), `${name}: ${called}`));
  }
  const found = answerNames.filter((each) => arrays.has(each));
  const [only] = arrays.keys();
  const called = found[0] ?? (arrays.size === 1 ? only! : undefined);
  if (called === undefined) {
    throw new UserError(
      `${name} holds ${printable([...arrays.keys()].join(', ')) || 'no array'}: no answers are among them.`,
      layout,
    );
  }
  if (found.length > 1) throw new UserError(`${name} holds both ${found[0]} and ${found[1]}.`, 'Keep one of them.');
  return answersIn(name, { array: arrays.get(called)!, called }, arrays);
}

function answersIn(
  name: string,
  { array, called }: { readonly array: NpyArray; readonly called: string },
  others: ReadonlyMap<string, NpyArray>,
): RawAnswers {
  const { shape, type, values } = array;
  const [rows = 1, columns] = shape;
  if (shape.length === 0)
    throw new UserError(`${name} holds a single value: expected one or a row for each face.`, layout);
  if (columns !== undefined && type !== 'float') {
    throw new UserError(
      `${name} has ${columns} ${type === 'text' ? 'texts' : 'whole numbers'} for each face: expected probabilities, or one class.`,
      'Save the softmax output as it is, or one class a face.',
    );
  }
  if (columns === undefined && type === 'float') {
    throw new UserError(
      `${name} has one number with a fraction for each face (its shape is ${count(rows)}): expected a row of probabilities, or a class.`,
      'Save an array of faces × classes, or whole numbers.',
    );
  }
  if (rows === 0) throw new UserError(`${name} has no rows.`, layout);
  const column = (wanted: readonly string[]): readonly string[] | undefined => {
    const called = wanted.find((each) => others.has(each));
    if (called === undefined) return undefined;
    const one = others.get(called)!;
    if (one.shape.length !== 1 || one.shape[0] !== rows || one.type === 'float') {
      throw new UserError(
        `${name}: ${called} is of the shape ${one.shape.join(' × ')} and type ${one.type}: expected ${counted(rows, 'whole number or text', 'whole numbers or texts')}.`,
        layout,
      );
    }
    return one.values.map(String);
  };
  const labels = column(labelNames);
  const keys = keyKinds.flatMap((kind) => {
    const of = column(keyNames[kind]);
    return of ? [{ kind, values: of }] : [];
  });
  return {
    name,
    count: rows,
    where: (row) => `${name}, row ${row}`,
    ...(columns === undefined
      ? { classes: values.map(String) }
      : {
          numbers: {
            width: columns,
            values: Float64Array.from(values as readonly number[]),
          },
        }),
    ...(labels && { labels }),
    ...(keys[0] && { key: keys[0] }),
    saysLogits: called === 'logits',
  };
}
