import { existsSync } from 'node:fs';
import type { Availability, EngineProvider } from '../engine';
import { assetPath } from './assetPath';
import { createWasmEngine } from './engine';

/** Without any of these it cannot start. */
const wasmFiles = ['kernels-simd.wasm', 'kernels-relaxed.wasm', 'tfjs-backend-wasm-simd.wasm'];

/** The engine that is always there: nothing to install, any machine that runs Node. */
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
        : { available: true, detail: 'Works everywhere, nothing to install; trains on one core.' },
    );
  },

  create() {
    return createWasmEngine();
  },

  launchEnvironment() {
    return Promise.resolve({});
  },
};
