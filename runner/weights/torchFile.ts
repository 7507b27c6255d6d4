/** Reads weights that PyTorch saved with `torch.save(model.state_dict(), file)` in its format of before version 1.6. */
import { readRegularFile } from '../../storage/files/regularFile';
import { UserError } from '../../schemas/userError';
import { printable } from '../../words/printable';
import { NoTorchPickle, TorchPickles, type TorchStorage, TorchTensor } from './torchPickle';

/** One tensor of a state dict. */
export interface TorchWeight {
  readonly shape: readonly number[];
  /** Row by row, whatever the strides in the file. */
  readonly values: Float32Array;
}

/** Such files begin with a pickle of the number 0x1950a86a20f9469cfc6c, in pickle's second protocol. */
const magic = Buffer.from('80028a0a6cfc9c46f9206aa850192e', 'hex');
const protocol = 1001;
/** Ten times as many as the file of EfficientNet-Lite0 has. */
const mostBytes = 200e6;

/** Of the storages that state dicts have: weights, and counts of batches. */
const valueBytes: ReadonlyMap<string, number> = new Map([
  ['FloatStorage', Float32Array.BYTES_PER_ELEMENT],
  ['LongStorage', BigInt64Array.BYTES_PER_ELEMENT],
]);

/**
 * Tensors of float32 by their names; others, such as counts of batches, are left out.
 * @throws UserError when it cannot be read or is something else
 */
export async function readTorchFile(file: string): Promise<ReadonlyMap<string, TorchWeight>> {
  const bytes = await readRegularFile(file, 'the weights', mostBytes);
  try {
    return parse(bytes);
  } catch (error) {
    if (!(error instanceof NoTorchPickle)) throw error;
    throw new UserError(
      `The weights ${file} cannot be read: the file ${error.message}.`,
      'Give the state dict of a network, saved with torch.save(model.state_dict(), file, _use_new_zipfile_serialization=False).',
    );
  }
}

function parse(bytes: Buffer): Map<string, TorchWeight> {
  if (bytes.subarray(0, 2).toString('latin1') === 'PK') {
    throw new NoTorchPickle('is a zip archive, as PyTorch 1.6 and later save them');
  }
  const begins = bytes.subarray(0, magic.length).equals(magic);
  const pickles = new TorchPickles(bytes.subarray(magic.length));
  if (!begins || pickles.next() !== protocol) throw new NoTorchPickle('does not begin as those of PyTorch do');
  const system = pickles.next();
  if (!(system instanceof Map) || system.get('little_endian') !== true) {
    throw new NoTorchPickle('comes from a machine with another order of bytes');
  }
  const state = pickles.next();
  if (!(state instanceof Map)) throw new NoTorchPickle('holds no dictionary of tensors');
  const tensors = new Map<string, TorchTensor>();
  for (const [name, value] of state) {
    if (typeof name === 'string' && value instanceof TorchTensor) tensors.set(name, value);
  }
  const described = new Map([...tensors.values()].map(({ storage }) => [storage.key, storage]));
  const storages = storagesOf(pickles, described);
  const weights = new Map<string, TorchWeight>();
  // Views of the same values many times over could promise more than memory holds.
  let left = bytes.length / Float32Array.BYTES_PER_ELEMENT;
  for (const [name, tensor] of tensors) {
    const storage = storages.get(tensor.storage.key);
    if (!storage) continue;
    const values = rowByRow(name, tensor, storage, left);
    left -= values.length;
    weights.set(name, { shape: tensor.shape, values });
  }
  return weights;
}

/** The values of each storage of float32, which follow the state in the order of a list of their keys. */
function storagesOf(pickles: TorchPickles, described: ReadonlyMap<string, TorchStorage>): Map<string, Float32Array> {
  const keys = pickles.next();
  if (!Array.isArray(keys)) throw new NoTorchPickle('lists no storages');
  const found = new Map<string, Float32Array>();
  for (const key of keys as readonly unknown[]) {
    const storage = typeof key === 'string' ? described.get(key) : undefined;
    const width = storage && valueBytes.get(storage.type);
    if (!storage || width === undefined) throw new NoTorchPickle('has a storage of a type that weights do not have');
    const size = pickles.take(8).readBigInt64LE();
    if (size !== BigInt(storage.size)) throw new NoTorchPickle('has a storage of another size than its tensor says');
    const values = pickles.take(width * storage.size);
    // A copy begins where float32 may begin.
    if (storage.type === 'FloatStorage') found.set(storage.key, new Float32Array(Uint8Array.from(values).buffer));
  }
  return found;
}

/** @param most values that it may have */
function rowByRow(
  name: string,
  { offset, shape, strides }: TorchTensor,
  storage: Float32Array,
  most: number,
): Float32Array {
  const count = shape.reduce((product, side) => product * side, 1);
  const last = shape.reduce((place, side, axis) => place + (side - 1) * strides[axis]!, offset);
  if (count > Math.min(most, storage.length) || (count > 0 && last >= storage.length)) {
    throw new NoTorchPickle(`has the tensor ${printable(name, 80)}, which reaches beyond its storage`);
  }
  const values = new Float32Array(count);
  const index = shape.map(() => 0);
  let from = offset;
  for (let i = 0; i < count; i++) {
    values[i] = storage[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= shape[axis]! * strides[axis]!;
      index[axis] = 0;
    }
  }
  return values;
}
