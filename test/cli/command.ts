/** The `ferexp` command as people have it: the bundles in dist/, in a process of its own. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

export const dist = path.resolve(__dirname, '../../dist');

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface CommandOptions {
  /** User and group that it runs as. */
  readonly user?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts it in a folder. No engine is set up for it but the embedded one. */
export function startFerexp(folder: string, args: readonly string[], options: CommandOptions = {}): ChildProcess {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NO_COLOR: '1',
    FORCE_COLOR: '',
    FEREXP_ENGINE_DIR: path.join(folder, 'no-engines'),
    // To start another thread takes longer than to train on a few faces.
    FEREXP_WASM_WORKERS: '1',
    ...options.env,
  };
  // Coverage of a bundle says nothing and costs much.
  delete env['NODE_V8_COVERAGE'];
  return spawn(process.execPath, [path.join(dist, 'ferexp.js'), ...args], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.user === undefined ? {} : { uid: options.user, gid: options.user }),
  });
}

export function endOf(child: ChildProcess): Promise<Ended> {
  let [out, err] = ['', ''];
  child.stdout!.on('data', (chunk) => (out += String(chunk)));
  child.stderr!.on('data', (chunk) => (err += String(chunk)));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });
}

/** Runs it to its end, which must not show a stack trace. */
export async function ferexp(folder: string, args: readonly string[], options?: CommandOptions): Promise<Ended> {
  const ended = await endOf(startFerexp(folder, args, options));
  assert.doesNotMatch(ended.out + ended.err, /^\s+at .*:\d+:\d+\)?$/m);
  return ended;
}
