import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Path of a wasm module: in `wasm/` beside the bundle; for the sources, in the folder that the build writes.
 * @param name of a file, or empty for the folder
 */
export function assetPath(name: string): string {
  const besideBundle = join(__dirname, 'wasm');
  const folder = existsSync(besideBundle) ? besideBundle : join(__dirname, '../../../dist/wasm');
  return join(folder, name);
}
