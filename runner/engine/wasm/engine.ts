/** Creates the embedded engine. */
import type { Engine, TF } from '../contract';
import type { Context } from './context';
import { deviceName, startCore } from './core';

/** By the library's instance, which all copies of an engine object share. */
const contexts = new WeakMap<TF, Context>();

/**
 * The embedded engine. All engines of a process use the same kernels on this thread.
 * @param threads number of threads that train one model; with 1, nothing is shared or averaged
 */
export async function createWasmEngine(threads = 1): Promise<Engine> {
  const { engine, context } = await startCore();
  contexts.set(engine.tf, context);
  if (threads === 1) return engine;
  return { ...engine, description: { ...engine.description, device: deviceName(threads), threads } };
}

/** The context of this engine, with which threads share memory; undefined for another engine. */
export function contextOf({ tf }: Pick<Engine, 'tf'>): Context | undefined {
  return contexts.get(tf);
}
