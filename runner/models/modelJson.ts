/** The file `model.json` of TensorFlow.js: its kind, and the files of weights that it names. Nothing in it is trusted. */
import { closeSync, openSync, readFileSync, readSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileError } from '../../storage/files/fileError';
import { statRegularFileSync } from '../../storage/files/regularFile';
import { UserError } from '../../schemas/userError';
import { fileKindOf, kindHeadBytes } from '../files/fileKind';
import { printable } from '../../words/printable';
import { readKerasPart } from './kerasArchive';
import { sizeWords } from '../../words/numbers';

export type Fields = Readonly<Record<string, unknown>>;

/** One weight, as the file describes it. */
export interface WeightEntry {
  /** `layer/kernel`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly quantization?: {
    readonly dtype: 'uint8' | 'uint16' | 'float16';
    readonly scale?: number;
    readonly min?: number;
  };
}

/** Weights that are stored one after another in files. */
export interface WeightGroup {
  /** Absolute paths, all of them in the folder of model.json. */
  readonly files: readonly string[];
  readonly weights: readonly WeightEntry[];
}

export interface ModelJson {
  /** Absolute path of model.json. */
  readonly file: string;
  readonly root: Fields;
  readonly groups: readonly WeightGroup[];
  /** Most numbers that its weights can have. */
  readonly values: number;
}

/** Most bytes of a model.json; that of ResNet-50 has 0.1 MB. */
const mostBytes = 64e6;
/** Most levels of nesting: networks have a few; deeper files are made to break readers. */
const mostDepth = 100;

const convertHint =
  'Give a model that Keras 3 saved (`model.save("network.keras")`), the model.json that `model.save` of TensorFlow.js wrote or that the TensorFlow.js converter made of a Keras model (`--output_format tfjs_layers_model`), or the one in the model/ folder of a run.';

export function notOne(file: string, why: string, remedy: string = convertHint): UserError {
  return new UserError(`${printable(file)} is no TensorFlow.js layers model: ${why}.`, remedy);
}

/**
 * @param base absolute path of model.json, of its folder, or of a model of Keras 3
 * @throws UserError when it cannot be read, is something else, or names files that lead out of its folder
 */
export function readModelJson(base: string): ModelJson {
  const file = isFolder(base) ? path.join(base, 'model.json') : base;
  if (isKerasArchive(file)) {
    const root = parse(file, Buffer.from(readKerasPart(file, 'layers')));
    // Of half precision, which has the most numbers a byte.
    const values = readKerasPart(file, 'weights').length / 2;
    return { file, root, groups: [{ files: [file], weights: [] }], values };
  }
  const root = parse(file, readJson(file));
  const groups = groupsOf(file, root['weightsManifest']);
  const values = groups
    .flatMap(({ weights }) => weights)
    .reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
  return { file, root, groups, values };
}

/** Whether a file is a zip archive, as Keras 3 saves models. */
export function isKerasArchive(file: string): boolean {
  let head: Buffer;
  try {
    head = readHead(file);
  } catch {
    // Told where it is read.
    return false;
  }
  return fileKindOf(head)?.id === 'zip';
}

function readHead(file: string): Buffer {
  statRegularFileSync(file, 'the base model');
  const handle = openSync(file, 'r');
  try {
    const head = Buffer.alloc(kindHeadBytes);
    return head.subarray(0, readSync(handle, head, 0, kindHeadBytes, 0));
  } finally {
    closeSync(handle);
  }
}

export function isFolder(file: string): boolean {
  try {
    return statSync(file).isDirectory();
  } catch {
    return false;
  }
}

export function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function readJson(file: string): Buffer {
  const { size } = statRegularFileSync(file, 'the base model');
  if (size > mostBytes) throw notOne(file, `it has ${sizeWords(size)}, and a model.json has a few`);
  try {
    return readFileSync(file);
  } catch (error) {
    throw fileError(error, `read the base model ${file}`, 2);
  }
}

function parse(file: string, bytes: Buffer): Fields {
  const kind = fileKindOf(bytes.subarray(0, kindHeadBytes));
  if (kind?.id === 'hdf5') {
    throw notOne(
      file,
      'it is an HDF5 file, as Keras saves models and weights (.h5)',
      'Save it as x.keras with Keras 3: keras.saving.load_model("x.h5").save("x.keras"). Weights of ResNet-50 are given as model.weights of "resnet50".',
    );
  }
  if (kind !== undefined && kind.id !== 'json') throw notOne(file, `it is ${kind.name}`);
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  if (isTooDeep(text)) throw notOne(file, `its JSON is nested deeper than ${mostDepth} levels`);
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch (error) {
    throw notOne(file, `it is not JSON (${printable((error as Error).message)})`);
  }
  if (typeof root !== 'object' || root === null || Array.isArray(root)) throw notOne(file, 'it holds no JSON object');
  return root as Fields;
}

/** Brackets in texts count, too: that is safe, because such texts are short here. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x7b || code === 0x5b) {
      if (++depth > mostDepth) return true;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return false;
}

function groupsOf(file: string, manifest: unknown): WeightGroup[] {
  if (manifest === undefined || manifest === null) return [];
  if (!Array.isArray(manifest)) throw damagedManifest(file, 'it is no list');
  return manifest.map((item: unknown) => {
    const { paths, weights } = fields(item);
    if (!Array.isArray(paths) || !Array.isArray(weights))
      throw damagedManifest(file, 'a group lacks "paths" or "weights"');
    return {
      files: paths.map((name: unknown) => inFolder(file, name)),
      weights: weights.map((entry: unknown) => weightOf(file, entry)),
    };
  });
}

function damagedManifest(file: string, why: string): UserError {
  return notOne(file, `its weightsManifest is damaged: ${why}`, 'Copy the base model again, all files of its folder.');
}

/** The file of weights, which must be in the folder of model.json or below: a model may come from anybody. */
function inFolder(file: string, name: unknown): string {
  if (typeof name !== 'string' || name === '') throw damagedManifest(file, 'a path of weights is no text');
  const folder = path.dirname(file);
  const outside = (why: string) =>
    notOne(
      file,
      `its weights are said to lie at "${printable(name)}", ${why}`,
      'Put the files of weights beside model.json, and give their plain names in weightsManifest.',
    );
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(name)) throw outside('which is an address, and nothing is downloaded');
  const isAbsolute = path.isAbsolute(name) || path.win32.isAbsolute(name);
  if (isAbsolute || name.split(/[\\/]/).includes('..')) throw outside('which leads out of its folder');
  const target = path.join(folder, name);
  let real: string;
  try {
    real = realpathSync(target);
  } catch {
    // Missing, or a broken link: reported when it is read.
    return target;
  }
  const relative = path.relative(realpathSync(folder), real);
  if (relative.startsWith('..') || path.isAbsolute(relative)) throw outside('a link that leads out of its folder');
  return target;
}

function weightOf(file: string, entry: unknown): WeightEntry {
  const { name, shape, dtype, quantization } = fields(entry);
  if (typeof name !== 'string') throw damagedManifest(file, 'a weight has no name');
  const shown = `"${printable(name, 80)}"`;
  if (!Array.isArray(shape) || !shape.every((size) => Number.isSafeInteger(size) && (size as number) >= 0)) {
    throw damagedManifest(file, `the weight ${shown} has no shape of whole numbers`);
  }
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') {
    throw damagedManifest(
      file,
      `the weight ${shown} is of the type ${printable(JSON.stringify(dtype) ?? 'nothing', 40)}, not float32`,
    );
  }
  const weight: WeightEntry = { name, shape: shape as number[], dtype };
  if (quantization === undefined || quantization === null) return weight;
  const packed = fields(quantization);
  const stored = packed['dtype'];
  if (stored !== 'uint8' && stored !== 'uint16' && stored !== 'float16') {
    throw damagedManifest(file, `the weight ${shown} is packed in a way that is not known`);
  }
  const number = (key: 'scale' | 'min') => (typeof packed[key] === 'number' ? { [key]: packed[key] } : {});
  return { ...weight, quantization: { dtype: stored, ...number('scale'), ...number('min') } };
}
