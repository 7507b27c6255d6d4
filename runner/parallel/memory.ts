/** Checks that a batch fits in memory before training begins; otherwise the user would learn of it only after hours. */
import type { LayersModel } from '@tensorflow/tfjs';
import { UserError } from '../../schemas/userError';
import { usableMemory } from '../files/memory';
import { frozenLayers } from '../train/splitModel';
import { shareSizes } from './shares';
import { sizeWords } from '../../words/numbers';

const floatBytes = Float32Array.BYTES_PER_ELEMENT;

/** Most bytes of the heap of one thread. */
const addressable = 2 ** 32;

/**
 * Measured over batches of 8–512 and compared with the heap by a test: the outputs of all layers, kept for the backward
 * pass, their gradients and what is transformed or packed for a kernel, with the spare room by which the heap grows.
 */
const copiesOfOutputs = 3;
/** Weights, gradients and the optimizer's two slots, old and new, and filters transformed or packed for a kernel. */
const copiesOfWeights = 10;
const base = 16 * 2 ** 20;

/** Weights, and those of a few filters packed. */
const copiesOfFrozen = 2;
/** Input, output and transformed data of a frozen layer are freed when the next layer has read them, also at branches. */
const frozenAtOnce = 3;

/**
 * An upper bound of the heap, in bytes, that a training step on a number of images takes on one thread.
 * @param model with the layers trainable that training changes
 */
export function trainingBytes(model: LayersModel): (images: number) => number {
  const frozen = new Set(frozenLayers(model));
  const sizeOf = (layer: LayersModel['layers'][number]) =>
    [layer.output].flat().reduce((sum, { shape }) => sum + shape.slice(1).reduce<number>((n, side) => n * side!, 1), 0);
  const trained = model.layers.filter((layer) => !frozen.has(layer));
  const outputs = copiesOfOutputs * trained.reduce((sum, layer) => sum + sizeOf(layer), 0);
  const largest = [...frozen].map(sizeOf).sort((a, b) => b - a)[0] ?? 0;
  const weights =
    copiesOfWeights * trained.reduce((sum, layer) => sum + layer.countParams(), 0) +
    copiesOfFrozen * [...frozen].reduce((sum, layer) => sum + layer.countParams(), 0);
  const perImage = Math.max(outputs, frozenAtOnce * largest);
  return (images) => base + floatBytes * (weights + images * perImage);
}

export interface BatchMemory {
  readonly batchSize: number;
  /** Threads that share the batch, each with its own heap. */
  readonly threads: number;
  /** Parts that each share is computed in, one after another; default 1. */
  readonly parts?: number | undefined;
}

/**
 * @param model with the layers trainable that training changes
 * @param machineBytes memory for all threads together
 * @throws UserError naming the largest batch that fits
 */
export function checkBatch(
  model: LayersModel,
  { batchSize, threads, parts = 1 }: BatchMemory,
  machineBytes = usableMemory(),
): void {
  const bytes = trainingBytes(model);
  const parameters = model.countParams();
  const need = (images: number, inParts = parts) => {
    const heaps = shareSizes(images, threads).map((share) => bytes(Math.ceil(share / inParts)));
    const shared = threads > 1 ? (threads + 1) * floatBytes * parameters : 0;
    return { largest: Math.max(...heaps), all: heaps.reduce((sum, heap) => sum + heap, shared) };
  };
  const fits = (images: number, inParts = parts) => {
    const { largest: heap, all } = need(images, inParts);
    return heap <= addressable && all <= machineBytes;
  };
  if (fits(batchSize)) return;
  let largest = batchSize - 1;
  while (largest > 0 && !fits(largest)) largest--;
  const { largest: one, all } = need(batchSize);
  const limit =
    one > addressable
      ? `about ${sizeWords(one)} on one thread, which can address ${sizeWords(addressable)}`
      : `about ${sizeWords(all)} on ${threads === 1 ? 'one thread' : `${threads} threads`}, and ${sizeWords(machineBytes)} are there`;
  throw new UserError(
    `The embedded engine has too little memory for training.batchSize ${batchSize}: this model would take ${limit}.`,
    largest > 0
      ? `Set training.batchSize to ${largest} or less, ${moreParts(batchSize, parts, (more) => fits(batchSize, more))}or take the TensorFlow engine.`
      : 'Take a smaller model, or the TensorFlow engine.',
  );
}

/** The same batch in fewer images at a time: `training.gradientAccumulation to 4 or more, `. */
function moreParts(batchSize: number, parts: number, fits: (parts: number) => boolean): string {
  for (let more = parts + 1; more <= batchSize; more++) {
    if (fits(more)) return `training.gradientAccumulation to ${more} or more, `;
  }
  return '';
}
