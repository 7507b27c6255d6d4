/**
 * Parses NumPy's `.npy` format, versions 1 to 3 (NEP 1 and numpy.lib.format). Own code: the libraries for it bring a network
 * client, or believe every header.
 */
import { UserError } from '../../schemas/userError';
import { count, counted } from '../../words/numbers';
import { fromHalf } from '../../storage/run/halfFloat';
import { printable } from '../../words/printable';

/** An array of numbers or texts, at most two-dimensional. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly type: 'float' | 'integer' | 'text';
  /** In C order, whatever the order in the file. */
  readonly values: readonly (number | string)[];
}

/** NumPy itself refuses to evaluate longer headers. */
const mostHeaderBytes = 10_000;
/** More than the faces of any data, times their classes. */
const mostValues = 20e6;
/** Of one text: a path is shorter. */
const mostCharacters = 4096;

const magic = '\x93NUMPY';

interface Header {
  readonly descr: string;
  readonly fortran: boolean;
  readonly shape: readonly number[];
}

/**
 * @param name of the array, for messages
 * @throws UserError when it is damaged, or of a type that is not read
 */
export function parseNpy(bytes: Buffer, name: string): NpyArray {
  const { header, start } = readHeader(bytes, name);
  const { descr, fortran, shape } = header;
  if (shape.length > 2) {
    throw new UserError(
      `${name} has ${shape.length} dimensions (${shape.join(' × ')}): expected one value or one row a face.`,
      'Save an array of faces × classes.',
    );
  }
  const total = shape.reduce((product, length) => product * length, 1);
  if (total > mostValues) {
    throw new UserError(`${name} has ${count(total)} values: at most ${count(mostValues)} are read.`, right);
  }
  const { bytesEach, type, read } = elementOf(descr, name);
  const expected = start + total * bytesEach;
  if (bytes.length !== expected) {
    throw new UserError(
      `${name} is ${bytes.length < expected ? 'cut off' : 'longer than it says'}: its header promises ${counted(expected, 'byte')}, and it has ${count(bytes.length)}.`,
      'Save it again with numpy.save.',
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, total * bytesEach);
  const [rows = 1, columns = 1] = shape;
  const placeOf = (index: number): number =>
    fortran && shape.length === 2 ? (index % columns) * rows + Math.floor(index / columns) : index;
  const values = Array.from({ length: total }, (_, index) => read(view, placeOf(index) * bytesEach));
  return { shape, type, values };
}

const right = 'Check that it is the right file.';

function readHeader(bytes: Buffer, name: string): { readonly header: Header; readonly start: number } {
  const damaged = (why: string): UserError =>
    new UserError(`${name} is damaged or no NumPy array: ${why}.`, 'Save it again with numpy.save.');
  if (bytes.length < 12 || bytes.toString('latin1', 0, magic.length) !== magic) throw damaged('its first bytes differ');
  const version = bytes[6]!;
  if (version < 1 || version > 3) throw damaged(`it says that it is of version ${version}, and 1 to 3 are known`);
  const lengthBytes = version === 1 ? 2 : 4;
  const length = version === 1 ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8);
  const start = 8 + lengthBytes + length;
  if (length > mostHeaderBytes) throw damaged(`its header has ${count(length)} bytes`);
  if (start > bytes.length) throw damaged('its header is cut off');
  const text = bytes.toString(version === 3 ? 'utf8' : 'latin1', 8 + lengthBytes, start);
  const descr = /'descr':\s*'([^']*)'/.exec(text)?.[1];
  const fortran = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape':\s*\(([\d\s,]*)\)/.exec(text)?.[1];
  if (/'descr':\s*\[/.test(text)) {
    throw new UserError(`${name} is a structured array, with named fields.`, 'Save each field as an array of its own.');
  }
  if (descr === undefined || fortran === undefined || shape === undefined) throw damaged('its header cannot be read');
  const lengths = shape
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(Number);
  if (lengths.some((each) => !Number.isSafeInteger(each))) throw damaged('its shape cannot be read');
  return { header: { descr, fortran: fortran === 'True', shape: lengths }, start };
}

interface Element {
  readonly bytesEach: number;
  readonly type: NpyArray['type'];
  readonly read: (view: DataView, at: number) => number | string;
}

/** @param descr such as `<f4`: order of bytes, kind, and bytes of a number or characters of a text */
function elementOf(descr: string, name: string): Element {
  const [, order = '', kind = '', digits = ''] = /^([<>=|]?)([a-zA-Z])(\d*)$/.exec(descr) ?? [];
  const little = order !== '>';
  const size = Number(digits);
  const number = (type: 'float' | 'integer', read: (view: DataView, at: number) => number): Element => ({
    ...{ bytesEach: size, type, read },
  });
  switch (`${kind}${digits}`) {
    case 'f2':
      return number('float', (view, at) => fromHalf(view.getUint16(at, little)));
    case 'f4':
      return number('float', (view, at) => view.getFloat32(at, little));
    case 'f8':
      return number('float', (view, at) => view.getFloat64(at, little));
    case 'i1':
      return number('integer', (view, at) => view.getInt8(at));
    case 'u1':
      return number('integer', (view, at) => view.getUint8(at));
    case 'i2':
      return number('integer', (view, at) => view.getInt16(at, little));
    case 'u2':
      return number('integer', (view, at) => view.getUint16(at, little));
    case 'i4':
      return number('integer', (view, at) => view.getInt32(at, little));
    case 'u4':
      return number('integer', (view, at) => view.getUint32(at, little));
    case 'i8':
      return number('integer', (view, at) => Number(view.getBigInt64(at, little)));
    case 'u8':
      return number('integer', (view, at) => Number(view.getBigUint64(at, little)));
  }
  if (kind === 'U' && size > 0 && size <= mostCharacters) {
    return { bytesEach: 4 * size, type: 'text', read: (view, at) => textAt(view, at, size, little) };
  }
  throw new UserError(
    `${name} has values of the type "${printable(descr, 40)}"${kind === 'O' ? ', which is Python objects' : ''}: expected float16, float32, float64, whole numbers or texts.`,
    'Convert it first: array.astype("float32").',
  );
}

/** UTF-32, filled up with zeros. */
function textAt(view: DataView, at: number, characters: number, little: boolean): string {
  let text = '';
  for (let i = 0; i < characters; i++) {
    const point = view.getUint32(at + 4 * i, little);
    if (point === 0) break;
    text += point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
  }
  return text;
}
