/**
 * Weights that Keras saved as HDF5. Three layouts: weights or a whole model of Keras 2 (`layer_names`, `weight_names`),
 * which Keras 3 also writes for `model.save('x.h5')`, and `model.save_weights('x.weights.h5')` of Keras 3.
 */
import { accessSync, constants } from 'node:fs';
import type { Dataset, File, Group } from 'h5wasm/node';
import { fileError } from '../../rundir/fileError';
import { UserError } from '../../schemas/userError';
import type { StoredWeight, StoredWeights } from './stored';

/** @throws UserError when it cannot be read or holds no weights of Keras */
export async function readKerasFile(file: string): Promise<StoredWeights> {
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    throw fileError(error, `read the weights ${file}`);
  }
  const opened = await open(file);
  try {
    const root = opened.get('model_weights') ?? opened;
    const isLegacy = isGroup(root) && 'layer_names' in root.attrs;
    const weights = isLegacy ? legacyWeights(root, file) : kerasThreeWeights(opened, file);
    if (weights.size === 0) throw notKeras(file, 'it holds no weights');
    return weights;
  } finally {
    opened.close();
  }
}

async function open(file: string): Promise<File> {
  const hdf5 = await import('h5wasm/node');
  const library = await hdf5.ready;
  // The library would print its own account of the failure.
  library.activate_throwing_error_handler();
  try {
    const opened = new hdf5.File(file, 'r');
    if (opened.file_id > 0n) return opened;
  } catch {
    // Said below.
  } finally {
    library.deactivate_throwing_error_handler();
  }
  throw notKeras(file, 'it is no HDF5 file, or a damaged one');
}

function notKeras(file: string, why: string): UserError {
  return new UserError(
    `${file} cannot be read as weights of Keras: ${why}.`,
    'Give a file that Keras wrote by `model.save_weights("x.weights.h5")` or `model.save("x.h5")`, or the published one of keras.applications.',
  );
}

function isGroup(entity: unknown): entity is Group {
  return typeof entity === 'object' && entity !== null && 'keys' in entity;
}

/** An empty list of names is written as one of numbers. */
function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** A weight is a dataset `layer/kernel:0` in its layer's group; of a model inside the model, in that one's group. */
function legacyWeights(root: Group, file: string): StoredWeights {
  const weights = new Map<string, StoredWeight[]>();
  for (const group of texts(root.attrs['layer_names']!.value)) {
    const layer = root.get(group);
    if (!isGroup(layer)) throw notKeras(file, `the group of the layer "${group}" is missing`);
    for (const path of texts(layer.attrs['weight_names']?.value)) {
      const parts = path.split('/');
      const owner = parts.at(-2) ?? group;
      const name = parts.at(-1)!.replace(/:\d+$/, '');
      add(weights, owner, { name, ...values(layer.get(path), file, `${group}/${path}`) });
    }
  }
  return weights;
}

/** A layer's group is named by its kind; the layer's own name is an attribute of its `vars`, which are numbered. */
function kerasThreeWeights(root: Group, file: string): StoredWeights {
  const weights = new Map<string, StoredWeight[]>();
  const visit = (group: Group): void => {
    for (const key of group.keys()) {
      const entity = group.get(key);
      if (!isGroup(entity)) continue;
      if (key !== 'vars') {
        visit(entity);
        continue;
      }
      const numbers = entity.keys().sort((a, b) => Number(a) - Number(b));
      if (numbers.length === 0) continue;
      const name = entity.attrs['name']?.value;
      if (typeof name !== 'string') {
        throw notKeras(file, `the version of Keras 3 that wrote it left out the names of layers (${entity.path})`);
      }
      for (const number of numbers) add(weights, name, values(entity.get(number), file, `${entity.path}/${number}`));
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

function values(entity: unknown, file: string, place: string): Pick<StoredWeight, 'shape' | 'values'> {
  const { shape, value } = (entity ?? {}) as Partial<Dataset>;
  // Half and double precision come as they are.
  const numbers = typeof value === 'number' ? [value] : value;
  if (!shape || !(numbers instanceof Float32Array || numbers instanceof Float64Array || Array.isArray(numbers))) {
    throw notKeras(file, `${place} holds no numbers`);
  }
  return { shape, values: Float32Array.from(numbers as ArrayLike<number>) };
}
