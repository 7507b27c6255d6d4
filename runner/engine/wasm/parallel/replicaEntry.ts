import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkerOptions } from 'node:worker_threads';

/** The program of a thread: `replica.js` beside the bundle; for the sources, replica.ts, which wants TypeScript's loader. */
export function replicaEntry(): { file: string; options: WorkerOptions } {
  const besideBundle = join(__dirname, 'replica.js');
  if (existsSync(besideBundle)) return { file: besideBundle, options: {} };
  return { file: join(__dirname, 'replica.ts'), options: { execArgv: ['--require', 'tsx/cjs'] } };
}
