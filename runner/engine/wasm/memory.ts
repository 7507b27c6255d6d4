/** Whether the memory suffices for a batch, asked before training begins rather than found out hours into it. */
import os from 'node:os';
import type { LayersModel } from '@tensorflow/tfjs';
import { UserError } from '../../../schemas/userError';
import { shareSizes } from './parallel/shares';

const floatBytes = Float32Array.BYTES_PER_ELEMENT;

/** What the heap of one thread can grow to. */
const addressable = 2 ** 32;

/**
 * Measured over batches of 8–512 and held against the heap by a test: the outputs of all layers, kept for the backward
 * pass, their gradients and what is transformed or packed for a kernel, with the spare room that the heap grows by.
 */
const copiesOfOutputs = 3;
/** Weights, gradients and the optimizer's two slots, old and new, and filters transformed or packed for a kernel. */
const copiesOfWeights = 10;
const base = 16 * 2 ** 20;

/** Bytes of heap that training steps on `images` images take on one thread, from above. */
export function trainingBytes(model: LayersModel, images: number): number {
  const outputs = model.layers.flatMap((layer) => layer.output);
  const perImage = outputs.reduce(
    (sum, { shape }) => sum + shape.slice(1).reduce<number>((n, side) => n * side!, 1),
    0,
  );
  return base + floatBytes * (copiesOfWeights * model.countParams() + copiesOfOutputs * images * perImage);
}

/**
 * @param threads that share the batch, each with a heap of its own
 * @param machineBytes that all of them together can have
 * @throws UserError naming the largest batch that fits
 */
export function checkBatch(
  model: LayersModel,
  batchSize: number,
  threads: number,
  machineBytes = machineMemory(),
): void {
  const need = (images: number) => {
    const heaps = shareSizes(images, threads).map((share) => trainingBytes(model, share));
    const shared = threads > 1 ? (threads + 1) * floatBytes * model.countParams() : 0;
    return { largest: Math.max(...heaps), all: heaps.reduce((sum, heap) => sum + heap, shared) };
  };
  const fits = (images: number) => need(images).largest <= addressable && need(images).all <= machineBytes;
  if (fits(batchSize)) return;
  let largest = batchSize - 1;
  while (largest > 0 && !fits(largest)) largest--;
  const { largest: one, all } = need(batchSize);
  const limit =
    one > addressable
      ? `about ${gigabytes(one)} on one thread, which can address ${gigabytes(addressable)}`
      : `about ${gigabytes(all)} on ${threads === 1 ? 'one thread' : `${threads} threads`}, and ${gigabytes(machineBytes)} are there`;
  throw new UserError(
    `The embedded engine has too little memory for training.batchSize ${batchSize}: this model would take ${limit}.`,
    largest > 0
      ? `Set training.batchSize to ${largest} or less, or take the TensorFlow engine.`
      : 'Take a smaller model, or the TensorFlow engine.',
  );
}

/** Of the machine, or of the container that the process is in. */
function machineMemory(): number {
  // 0, undefined or beyond the machine where nothing is set.
  const allowed = process.constrainedMemory() || Infinity;
  return Math.min(os.totalmem(), allowed);
}

function gigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GB`;
}
