/** The embedded engine for tests, built from the sources as they are. */
import type { Engine } from '../../../../runner/engine/contract';
import { createWasmEngine } from '../../../../runner/engine/wasm/engine';
import { ensureKernels } from '../../../../scripts/build-kernels';

export { ensureKernels };

/** For `before` hooks: the first call may compile, so give it `buildTimeout`. */
export async function embeddedEngine(): Promise<Engine> {
  await ensureKernels();
  const engine = await createWasmEngine();
  await engine.tf.setBackend('wasm');
  return engine;
}

/** Milliseconds. */
export const buildTimeout = 120_000;
