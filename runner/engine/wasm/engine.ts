import type { Engine, TF } from '../contract';
import type { Context } from './context';
import { deviceName, startCore } from './core';

/** By the library's instance, which every copy of an engine has in common. */
const contexts = new WeakMap<TF, Context>();

/**
 * The embedded engine. All of a process compute with the same kernels on this thread.
 * @param threads that train one model; with 1 nothing is shared or averaged
 */
export async function createWasmEngine(threads = 1): Promise<Engine> {
  const { engine, context } = await startCore();
  contexts.set(engine.tf, context);
  if (threads === 1) return engine;
  return { ...engine, description: { ...engine.description, device: deviceName(threads), threads } };
}

/** What threads of this engine share their memory by; undefined for another engine. */
export function contextOf({ tf }: Pick<Engine, 'tf'>): Context | undefined {
  return contexts.get(tf);
}
