/**
 * Decodes the part of TIFF 6.0 that pictures of faces need: strips of 8-bit grey, palette or RGB values, uncompressed or
 * deflated. Own code: the libraries for it allocate whatever a header says and unpack without a bound.
 */
import { inflateSync } from 'node:zlib';
import { count } from '../../../words/numbers';

/** Numbers of the fields that are read. */
const tags = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  colours: 262,
  offsets: 273,
  orientation: 274,
  samples: 277,
  rowsPerStrip: 278,
  lengths: 279,
  planes: 284,
  predictor: 317,
  palette: 320,
  tileWidth: 322,
} as const;

/** Bytes of a number by the type of its field: BYTE, SHORT and LONG. */
const bytesOfType: ReadonlyMap<number, 1 | 2 | 4> = new Map([
  [1, 1],
  [3, 2],
  [4, 4],
]);

/** A strip for each row of the largest picture. */
const mostNumbers = 4096;

type Fields = ReadonlyMap<number, readonly number[]>;

export interface TiffPixels {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue, row by row. */
  readonly data: Uint8Array;
}

/**
 * The fields of the picture that are needed.
 *
 * @throws Error when the header is damaged, RangeError when it is cut off
 */
function fieldsOf(bytes: Buffer): Fields {
  const little = bytes[0] === 0x49;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const numberAt = (at: number, size: 1 | 2 | 4): number =>
    size === 1 ? view.getUint8(at) : size === 2 ? view.getUint16(at, little) : view.getUint32(at, little);
  const start = numberAt(4, 4);
  const entries = numberAt(start, 2);
  const wanted = new Set<number>(Object.values(tags));
  const fields = new Map<number, readonly number[]>();
  for (let entry = 0; entry < entries; entry++) {
    const at = start + 2 + 12 * entry;
    const [tag, size, length] = [numberAt(at, 2), bytesOfType.get(numberAt(at + 2, 2)), numberAt(at + 4, 4)];
    if (!wanted.has(tag) || fields.has(tag) || size === undefined) continue;
    if (length > mostNumbers) throw new Error(`a field has ${count(length)} numbers`);
    const from = length * size <= 4 ? at + 8 : numberAt(at + 8, 4);
    fields.set(
      tag,
      Array.from({ length }, (_, index) => numberAt(from + index * size, size)),
    );
  }
  if (numberAt(start + 2 + 12 * entries, 4) !== 0) throw new Error('it holds several pictures');
  return fields;
}

/** @returns undefined when the header is cut off or has no size */
export function tiffSize(bytes: Buffer): { readonly width: number; readonly height: number } | undefined {
  try {
    const fields = fieldsOf(bytes);
    const [width, height] = [fields.get(tags.width)?.[0], fields.get(tags.height)?.[0]];
    return width === undefined || height === undefined ? undefined : { width, height };
  } catch (error) {
    // What is beyond the end of the file cannot be read.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * @param bytes of a file whose size was checked
 * @throws Error saying what is not read, or that the file is cut off
 */
export function decodeTiff(bytes: Buffer): TiffPixels {
  const fields = fieldsOf(bytes);
  const one = (tag: number, otherwise: number): number => fields.get(tag)?.[0] ?? otherwise;
  const [width, height, samples] = [one(tags.width, 0), one(tags.height, 0), one(tags.samples, 1)];
  const colours = one(tags.colours, 1);
  checkForm(fields, one, samples, colours);
  const values = unpacked(bytes, fields, { rowBytes: width * samples, height });
  if (one(tags.predictor, 1) === 2) addDifferences(values, width, samples);
  const palette = fields.get(tags.palette) ?? [];
  if (colours === 3 && palette.length !== 3 * 256) throw new Error('its palette has no 256 colours');
  const data = new Uint8Array(3 * width * height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      const value = values[pixel * samples + (colours === 2 ? channel : 0)]!;
      data[3 * pixel + channel] =
        colours === 0 ? 255 - value : colours === 3 ? palette[256 * channel + value]! >> 8 : value;
    }
  }
  return { width, height, data };
}

function checkForm(
  fields: Fields,
  one: (tag: number, otherwise: number) => number,
  samples: number,
  colours: number,
): void {
  const bits = fields.get(tags.bits) ?? [1];
  if (bits.some((each) => each !== 8)) throw new Error(`it has ${bits.join(', ')} bits a colour, and 8 are read`);
  if (fields.has(tags.tileWidth)) throw new Error('it is made of tiles');
  if (colours > 3 || samples !== (colours === 2 ? 3 : 1)) throw new Error('it is neither grey nor RGB, or has opacity');
  if (samples > 1 && one(tags.planes, 1) !== 1) throw new Error('its colours are stored apart');
  if (one(tags.orientation, 1) !== 1) throw new Error('it is turned or mirrored');
  if (![1, 2].includes(one(tags.predictor, 1))) throw new Error('its predictor is unknown');
}

function unpacked(
  bytes: Buffer,
  fields: Fields,
  { rowBytes, height }: { readonly rowBytes: number; readonly height: number },
): Uint8Array {
  const compression = fields.get(tags.compression)?.[0] ?? 1;
  if (![1, 8, 32946].includes(compression)) {
    throw new Error(`its compression (${compression}) is not read: save it uncompressed`);
  }
  const rows = Math.min(height, fields.get(tags.rowsPerStrip)?.[0] ?? height);
  const [offsets, lengths] = [fields.get(tags.offsets) ?? [], fields.get(tags.lengths) ?? []];
  if (rows === 0 || offsets.length !== Math.ceil(height / rows) || lengths.length !== offsets.length) {
    throw new Error('its strips do not make up its rows');
  }
  const values = new Uint8Array(rowBytes * height);
  for (const [strip, offset] of offsets.entries()) {
    const start = strip * rows * rowBytes;
    const size = Math.min(rows * rowBytes, values.length - start);
    const packed = bytes.subarray(offset, offset + lengths[strip]!);
    const content = compression === 1 ? packed : inflateSync(packed, { maxOutputLength: size });
    if (content.length < size) throw new Error('it is cut off');
    values.set(content.subarray(0, size), start);
  }
  return values;
}

/** Each value is stored as its difference to the same colour of the pixel on the left. */
function addDifferences(values: Uint8Array, width: number, samples: number): void {
  const rowBytes = width * samples;
  for (let at = 0; at < values.length; at++) {
    if (at % rowBytes >= samples) values[at] = values[at]! + values[at - samples]!;
  }
}
