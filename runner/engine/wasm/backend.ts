/** Loads TensorFlow.js with its wasm backend. */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TF } from '../contract';
import { assetPath } from './assetPath';
import { backendName } from './context';

/**
 * The backend's module rethrows all uncaught errors from a line of 30,000 characters, which Node then prints. This returns a
 * function that removes all listeners that were added after this call.
 */
function listenersOf(events: readonly ('uncaughtException' | 'unhandledRejection')[]): () => void {
  const before = new Map(events.map((event) => [event, new Set<unknown>(process.rawListeners(event))]));
  return () => {
    for (const event of events) {
      for (const listener of process.rawListeners(event)) {
        if (!before.get(event)!.has(listener)) process.removeListener(event, listener as () => void);
      }
    }
  };
}

/** TensorFlow.js with the stock wasm backend active. One thread: our kernels do the work. */
export async function loadBackend(): Promise<{ tf: TF; backend: BackendWasm; version: string }> {
  const tf = await import('@tensorflow/tfjs');
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  wasm.setThreadsCount(1);
  wasm.setWasmPaths(assetPath('/'));
  const undo = listenersOf(['uncaughtException', 'unhandledRejection']);
  await tf.setBackend(backendName);
  await tf.ready();
  undo();
  return { tf, backend: tf.backend() as BackendWasm, version: wasm.version_wasm };
}
