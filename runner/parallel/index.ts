/** Training on several threads of the embedded engine. TensorFlow uses all cores by itself. */
import type { LayersModel } from '@tensorflow/tfjs';
import type { Engine, ReplicaPlan, Replicas } from '../engine/contract';
import { contextOf } from '../engine/wasm/engine';
import { checkBatch } from './memory';
import { startReplicas } from './replicaGroup';

/**
 * Starts replicas of a model on other threads, which train and predict as well.
 * @param model on this thread, built from the plan
 * @returns undefined when the library uses all cores by itself, or one thread is configured
 * @throws UserError when a thread does not start
 */
export async function replicate(engine: Engine, model: LayersModel, plan: ReplicaPlan): Promise<Replicas | undefined> {
  const context = contextOf(engine);
  const { threads } = engine.description;
  return context && threads > 1 ? startReplicas(context, model, plan, threads) : undefined;
}

/**
 * Refuses a batch that does not fit in memory, before training begins. TensorFlow reports that itself.
 * @param model with the layers trainable that training changes
 * @param parts that each batch is computed in, one after another; default 1
 * @throws UserError naming the largest batch that fits
 */
export function checkMemory(engine: Engine, model: LayersModel, batchSize: number, parts?: number): void {
  if (contextOf(engine)) checkBatch(model, { batchSize, threads: engine.description.threads, parts });
}
