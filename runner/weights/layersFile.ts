/** Reads the weight files that a TensorFlow.js `model.json` names. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { readRegularFile, statRegularFile } from '../../storage/files/regularFile';
import { UserError } from '../../schemas/userError';
import type { TF } from '../engine/contract';
import { usableMemory } from '../files/memory';
import { printable } from '../../words/printable';
import { isKerasArchive, readModelJson, type WeightEntry, type WeightGroup } from '../models/modelJson';
import { readKerasWeights } from './kerasWeights';
import type { StoredWeight, StoredWeights } from './stored';
import { counted } from '../../words/numbers';

/**
 * @param base absolute path of model.json, of its folder, or of a model of Keras 3
 * @throws UserError when a file is missing, cut short or of an unknown form
 */
export async function readLayersFile(tf: TF, base: string): Promise<StoredWeights> {
  if (isKerasArchive(base)) return readKerasWeights(base);
  const { file, groups } = readModelJson(base);
  const stored = new Map<string, StoredWeight[]>();
  for (const group of groups) {
    const bytes = await readGroup(file, group);
    for (const [name, weight] of decode(tf, file, bytes, group.weights)) {
      // The name of a recurrent cell is between the names of its layer and of the weight.
      const [layer, ...rest] = name.split('/');
      const entry = { name: rest.at(-1) ?? name, ...weight };
      const earlier = stored.get(layer!);
      if (earlier) earlier.push(entry);
      else stored.set(layer!, [entry]);
    }
  }
  if (stored.size === 0) {
    throw new UserError(
      `${file} names no weights.`,
      'Save the base with its weights: `model.save` of TensorFlow.js does so by default.',
    );
  }
  return stored;
}

/** A run names its weights by their content, `weights.<digits>.bin`. */
const nameOfContent = /^weights\.([0-9a-f]{12})\.bin$/;

export function contentDigits(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 12);
}

const copyAgain = 'Copy the base model again, all files of its folder.';

/**
 * The bytes of a group, after checking that its files have what is promised, fit in memory, and match the checksum in
 * their names.
 * @param file model.json, for messages
 * @throws UserError
 */
export async function readGroup(file: string, { files, weights }: WeightGroup): Promise<Buffer> {
  const what = `the weights of ${file}:`;
  const sizes = await Promise.all(files.map(async (part) => (await statRegularFile(part, what)).size));
  const there = sizes.reduce((sum, size) => sum + size, 0);
  const promised = weights.reduce((sum, weight) => sum + bytesOf(weight), 0);
  if (promised > there) {
    throw new UserError(
      `The weights of ${file} cannot be read: it promises ${amount(promised)}, and its files hold ${amount(there)}.`,
      copyAgain,
    );
  }
  if (there > usableMemory() / 4) {
    throw new UserError(
      `The weights of ${file} have ${amount(there)}: more than a quarter of the memory of ${amount(usableMemory())} is not read.`,
      'Take a smaller base, or more memory.',
    );
  }
  const parts: Buffer[] = [];
  for (const part of files) parts.push(await readRegularFile(part, what, there));
  const bytes = Buffer.concat(parts);
  const digits = files.length === 1 ? nameOfContent.exec(path.basename(files[0]!))?.[1] : undefined;
  if (digits !== undefined && digits !== contentDigits(bytes)) {
    throw new UserError(`The weights ${files[0]!} are damaged: they are not those that were saved.`, copyAgain);
  }
  return bytes;
}

function bytesOf({ shape, dtype, quantization }: WeightEntry): number {
  const stored = quantization?.dtype ?? dtype;
  const each = stored === 'uint8' || stored === 'bool' ? 1 : stored === 'float32' || stored === 'int32' ? 4 : 2;
  return shape.reduce((product, size) => product * size, each);
}

const amount = (bytes: number): string => counted(bytes, 'byte');

type Spec = Parameters<TF['io']['decodeWeights']>[1][number];

export function specOf({ shape, quantization, ...rest }: WeightEntry): Spec {
  return { ...rest, shape: [...shape], ...(quantization && { quantization }) };
}

type Decoded = readonly [name: string, weight: Pick<StoredWeight, 'shape' | 'values'>];

function decode(tf: TF, file: string, bytes: Buffer, weights: readonly WeightEntry[]): Decoded[] {
  try {
    // A copy that begins at offset 0, because numbers are read in place at multiples of their size.
    const tensors = tf.io.decodeWeights(Uint8Array.from(bytes).buffer, weights.map(specOf));
    const decoded = Object.entries(tensors).map(([name, tensor]): Decoded => [
      name,
      { shape: tensor.shape, values: Float32Array.from(tensor.dataSync()) },
    ]);
    tf.dispose(tensors);
    return decoded;
  } catch (error) {
    throw new UserError(`The weights of ${file} cannot be read: ${printable((error as Error).message)}.`, copyAgain);
  }
}
