/** The file that identifies the version of an engine. */
import path from 'node:path';
import type { EngineId } from './contract';
import { engineDirectory, installationFolder } from './tensorflow/directory';
import { markerFile } from './tensorflow/installation';
import { assetPath } from './wasm/assetPath';

/** Absolute path: the embedded kernels, or the marker of TensorFlow's set-up. */
export function identityFile(engine: EngineId): string {
  return engine === 'wasm'
    ? assetPath('kernels-simd.wasm')
    : path.join(installationFolder(engineDirectory()), markerFile);
}
