/** By which file another version of an engine is told from this one. */
import path from 'node:path';
import type { EngineId } from './contract';
import { engineDirectory, installationFolder } from './tensorflow/directory';
import { markerFile } from './tensorflow/installation';
import { assetPath } from './wasm/assetPath';

/** Absolute path: the embedded kernels, or what the set-up of TensorFlow wrote of itself. */
export function identityFile(engine: EngineId): string {
  return engine === 'wasm'
    ? assetPath('kernels-simd.wasm')
    : path.join(installationFolder(engineDirectory()), markerFile);
}
