/** The engine `wasm`. */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Availability, EngineProvider } from '../contract';
import { assetPath } from './assetPath';
import { createWasmEngine } from './engine';
import { requestedWorkers, workerCount, workersVariable } from './workerCount';

/** Files that it needs to start. */
const wasmFiles = ['kernels-simd.wasm', 'kernels-relaxed.wasm', 'tfjs-backend-wasm-simd.wasm'];

function threadWords(): string {
  const asked = requestedWorkers();
  const count = asked ?? availableParallelism();
  const why = asked === undefined ? 'one per core' : `as ${workersVariable} says`;
  return `trains on ${count === 1 ? 'one thread' : `up to ${count} threads, ${why}`}`;
}

/** The engine that is always available: nothing to install, works on any machine that runs Node. */
export const wasmProvider: EngineProvider = {
  id: 'wasm',
  title: 'Embedded (WebAssembly)',
  rank: 10,

  probe(): Promise<Availability> {
    const missing = wasmFiles.find((name) => !existsSync(assetPath(name)));
    return Promise.resolve(
      missing
        ? {
            available: false,
            reason: `${assetPath(missing)} is missing.`,
            remedy: 'Reinstall the extension; from its sources, run "npm run build".',
          }
        : { available: true, detail: `Works everywhere, nothing to install; ${threadWords()}.` },
    );
  },

  async create(options = {}) {
    return createWasmEngine(workerCount(options));
  },

  launchEnvironment() {
    return Promise.resolve({});
  },
};
