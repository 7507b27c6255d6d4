/** Encodes named tensors as bytes, and reads and writes the weights of a model as named tensors. */
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { StoredTensor, TF } from '../engine/contract';
import type { NamedTensor } from './optimizers';
import { leafLayers } from './trainable';

/** Describes a tensor in the bytes. They are little-endian, and in the order of the entries. */
export interface TensorEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: 'float32' | 'int32';
}

export function encodeTensors(tensors: readonly StoredTensor[]): { entries: TensorEntry[]; bytes: Uint8Array } {
  const bytes = new Uint8Array(tensors.reduce((total, { values }) => total + values.byteLength, 0));
  let offset = 0;
  const entries = tensors.map(({ name, shape, values }): TensorEntry => {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += values.byteLength;
    return { name, shape, type: values instanceof Int32Array ? 'int32' : 'float32' };
  });
  return { entries, bytes };
}

/** @throws RangeError if there are fewer bytes than the entries need */
export function decodeTensors(entries: readonly TensorEntry[], bytes: Uint8Array): StoredTensor[] {
  let offset = 0;
  return entries.map(({ name, shape, type }) => {
    const length = 4 * shape.reduce((product, side) => product * side, 1);
    // A copy, because typed arrays with four bytes per element must start at a multiple of four.
    const part = new Uint8Array(bytes.subarray(offset, (offset += length)));
    if (part.length !== length) throw new RangeError(`The tensor ${name} is cut short.`);
    return { name, shape, values: type === 'int32' ? new Int32Array(part.buffer) : new Float32Array(part.buffer) };
  });
}

export async function readTensors(tensors: readonly NamedTensor[]): Promise<StoredTensor[]> {
  return Promise.all(tensors.map(async ({ name, tensor }) => store(name, tensor)));
}

/** The caller disposes them. */
export function makeTensors(tf: TF, stored: readonly StoredTensor[]): NamedTensor[] {
  return stored.map(({ name, shape, values }) => ({
    name,
    tensor: tf.tensor(values, [...shape], values instanceof Int32Array ? 'int32' : 'float32'),
  }));
}

/** All weights of a model, including moving averages, named `layer/weight`; no matter which layers are trainable. */
export async function readWeights(model: LayersModel): Promise<StoredTensor[]> {
  return Promise.all(namedWeights(model).map(({ name, weight }) => store(name, weight.read())));
}

/** @throws Error if the model has other weights */
export function writeWeights(tf: TF, model: LayersModel, stored: readonly StoredTensor[]): void {
  const named = namedWeights(model);
  if (named.map(({ name }) => name).join() !== stored.map(({ name }) => name).join()) {
    throw new Error(`The stored weights are not those of ${model.name}.`);
  }
  tf.tidy(() => {
    named.forEach(({ weight }, i) => {
      const { shape, values } = stored[i]!;
      weight.write(tf.tensor(values, [...shape], 'float32'));
    });
  });
}

/** Unlike the names of variables, the same in every process, no matter how many models there are. */
export function weightNames(model: LayersModel): string[] {
  return namedWeights(model).map(({ name }) => name);
}

interface NamedWeight {
  readonly name: string;
  readonly weight: LayersModel['weights'][number];
}

/** All weights, in the order of the layers. */
function namedWeights(model: LayersModel): NamedWeight[] {
  return leafLayers(model).flatMap((layer) =>
    [...layer.trainableWeights, ...layer.nonTrainableWeights].map((weight) => ({
      weight,
      name: `${layer.name}/${weight.originalName.split('/').at(-1)!}`,
    })),
  );
}

async function store(name: string, tensor: Tensor): Promise<StoredTensor> {
  const values = await tensor.data();
  if (!(values instanceof Float32Array) && !(values instanceof Int32Array)) {
    throw new TypeError(`The tensor ${name} holds ${tensor.dtype}; float32 or int32 was expected.`);
  }
  // Copied, since some engines return a view of memory that the next step overwrites.
  return { name, shape: [...tensor.shape], values: values.slice() };
}
