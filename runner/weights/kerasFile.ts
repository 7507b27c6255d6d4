/**
 * Reads weights that Keras saved as HDF5. Three layouts: weights or a whole model of Keras 2 (`layer_names`, `weight_names`),
 * which Keras 3 also writes for `model.save('x.h5')`, and `model.save_weights('x.weights.h5')` of Keras 3.
 */
import type { Dataset, File, Group } from 'h5wasm/node';
import { openRegularFile, statRegularFileSync } from '../../storage/files/regularFile';
import { UserError } from '../../schemas/userError';
import { type FileKind, fileKindOf, kindHeadBytes } from '../files/fileKind';
import { printable } from '../../words/printable';
import type { StoredWeight, StoredWeights } from './stored';
import { count } from '../../words/numbers';

/**
 * Only for the thread of `readKerasFile`: with some damaged files it never returns.
 * @throws UserError when it cannot be read or has no weights of Keras
 */
export async function parseKerasFile(file: string): Promise<StoredWeights> {
  const { size } = statRegularFileSync(file, 'the weights');
  const source = { file, bytes: size };
  const opened = await open(file);
  try {
    const root = opened.get('model_weights') ?? opened;
    const isLegacy = isGroup(root) && 'layer_names' in root.attrs;
    const weights = isLegacy ? legacyWeights(root, source) : kerasThreeWeights(opened, source);
    if (weights.size === 0) throw notKeras(file, 'it holds no weights');
    return weights;
  } catch (error) {
    // The library throws various errors when the file is damaged.
    throw error instanceof UserError ? error : notKeras(file, 'it is damaged');
  } finally {
    closeQuietly(opened);
  }
}

/** A file that failed before cannot be closed either. */
function closeQuietly(opened: File): void {
  try {
    opened.close();
  } catch {
    return;
  }
}

async function open(file: string): Promise<File> {
  const hdf5 = await import('h5wasm/node');
  const library = await hdf5.ready;
  // Otherwise the library prints every failure. No need to undo this: the thread reads only this file.
  library.activate_throwing_error_handler();
  try {
    const opened = new hdf5.File(file, 'r');
    if (opened.file_id > 0n) return opened;
  } catch {
    // Reported below.
  }
  const kind = await kindOf(file);
  throw notKeras(
    file,
    kind === undefined || kind.id === 'hdf5' ? 'it is no HDF5 file, or a damaged one' : `it is ${kind.name}`,
  );
}

interface Source {
  readonly file: string;
  /** On the disk. */
  readonly bytes: number;
}

const mostDepth = 50;
/** Most groups; the largest published networks have a few thousand. Groups that contain each other would never end. */
const mostGroups = 20_000;

/** Most times that data may grow when it is read: half precision doubles, and some files are compressed by hand. */
const mostUnpacked = 8;

export function notKeras(file: string, why: string): UserError {
  return new UserError(
    `${file} cannot be read as weights of Keras: ${why}.`,
    'Give a file that Keras wrote by `model.save_weights("x.weights.h5")` or `model.save("x.h5")`, or the published one of keras.applications.',
  );
}

async function kindOf(file: string): Promise<FileKind | undefined> {
  const { handle } = await openRegularFile(file, 'the weights');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(kindHeadBytes), 0, kindHeadBytes, 0);
    return fileKindOf(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

function isGroup(entity: unknown): entity is Group {
  return typeof entity === 'object' && entity !== null && 'keys' in entity;
}

/** An empty list of names is stored as a list of numbers. */
function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** A weight is a dataset `layer/kernel:0` in its layer's group; of a model inside the model, in that one's group. */
function legacyWeights(root: Group, source: Source): StoredWeights {
  const weights = new Map<string, StoredWeight[]>();
  for (const group of texts(root.attrs['layer_names']!.value)) {
    const layer = root.get(group);
    if (!isGroup(layer)) throw notKeras(source.file, `the group of the layer "${group}" is missing`);
    for (const path of texts(layer.attrs['weight_names']?.value)) {
      const parts = path.split('/');
      const owner = parts.at(-2) ?? group;
      const name = parts.at(-1)!.replace(/:\d+$/, '');
      add(weights, owner, { name, ...values(layer.get(path), source, `${group}/${path}`) });
    }
  }
  return weights;
}

/** A layer's group is named by its kind; the layer's own name is an attribute of its `vars`, which are numbered. */
function kerasThreeWeights(root: Group, source: Source): StoredWeights {
  const weights = new Map<string, StoredWeight[]>();
  let visited = 0;
  const visit = (group: Group, depth = 0): void => {
    if (++visited > mostGroups) throw notKeras(source.file, `it has more than ${mostGroups} groups`);
    if (depth > mostDepth) throw notKeras(source.file, `its groups are nested deeper than ${mostDepth} levels`);
    for (const key of group.keys()) {
      const entity = group.get(key);
      if (!isGroup(entity)) continue;
      if (key !== 'vars') {
        visit(entity, depth + 1);
        continue;
      }
      const numbers = entity.keys().sort((a, b) => Number(a) - Number(b));
      if (numbers.length === 0) continue;
      const name = entity.attrs['name']?.value;
      if (typeof name !== 'string') {
        throw notKeras(
          source.file,
          `the version of Keras 3 that wrote it left out the names of layers (${entity.path})`,
        );
      }
      for (const number of numbers) add(weights, name, values(entity.get(number), source, `${entity.path}/${number}`));
    }
  };
  visit(root);
  return weights;
}

function add(weights: Map<string, StoredWeight[]>, layer: string, weight: StoredWeight): void {
  const earlier = weights.get(layer);
  if (earlier) earlier.push(weight);
  else weights.set(layer, [weight]);
}

function values(entity: unknown, { file, bytes }: Source, place: string): Pick<StoredWeight, 'shape' | 'values'> {
  const dataset = (entity ?? {}) as Partial<Dataset>;
  const { shape } = dataset;
  // Keras does not compress: data that promises more than the file has is not read.
  const promised = 4 * (shape ?? []).reduce((product, size) => product * size, 1);
  if (promised > mostUnpacked * bytes) {
    throw notKeras(
      file,
      `${printable(place)} promises ${count(promised)} bytes, and the whole file has ${count(bytes)}`,
    );
  }
  const { value } = dataset;
  // Half and double precision are accepted, too.
  const numbers = typeof value === 'number' ? [value] : value;
  if (!shape || !(numbers instanceof Float32Array || numbers instanceof Float64Array || Array.isArray(numbers))) {
    throw notKeras(file, `${place} holds no numbers`);
  }
  return { shape, values: Float32Array.from(numbers as ArrayLike<number>) };
}
