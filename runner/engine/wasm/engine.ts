import type { Engine } from '../engine';
import { deviceName, startCore } from './core';
import { checkBatch } from './memory';
import { startReplicas } from './parallel/replicaGroup';

/**
 * The embedded engine. All of a process compute with the same kernels on this thread.
 * @param threads that train one model; with 1 nothing is shared or averaged
 */
export async function createWasmEngine(threads = 1): Promise<Engine> {
  const { engine, context } = await startCore();
  if (threads === 1) return engine;
  return {
    ...engine,
    checkBatch: (model, batchSize, parts) => checkBatch(model, { batchSize, threads, parts }),
    description: { ...engine.description, device: deviceName(threads), threads },
    replicate: (model, plan) => startReplicas(context, model, plan, threads),
  };
}
