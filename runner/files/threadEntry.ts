import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkerOptions } from 'node:worker_threads';

/**
 * Finds the program of a thread: `<name>.js` beside the bundle; in the sources, `<name>.ts`, which needs TypeScript's loader.
 * @param folder `__dirname` of the calling module, which is in the same folder
 */
export function threadEntry(folder: string, name: string): { readonly file: string; readonly options: WorkerOptions } {
  const besideBundle = join(folder, `${name}.js`);
  if (existsSync(besideBundle)) return { file: besideBundle, options: {} };
  return { file: join(folder, `${name}.ts`), options: { execArgv: ['--require', 'tsx/cjs'] } };
}
