import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkerOptions } from 'node:worker_threads';

/**
 * The program of a thread: `<name>.js` beside the bundle; for the sources, `<name>.ts`, which wants TypeScript's loader.
 * @param folder `__dirname` of the module that asks, which lies beside the program
 */
export function threadEntry(folder: string, name: string): { readonly file: string; readonly options: WorkerOptions } {
  const besideBundle = join(folder, `${name}.js`);
  if (existsSync(besideBundle)) return { file: besideBundle, options: {} };
  return { file: join(folder, `${name}.ts`), options: { execArgv: ['--require', 'tsx/cjs'] } };
}
