/** Child processes for the project's own tools. */
import { spawn, type SpawnOptions } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Where stdout and stderr go. Default: this process's own. */
  readonly log?: string;
}

/** On Windows, `npm` and `npx` are scripts that only a shell can start. */
export const needsShell = (command: string): boolean =>
  process.platform === 'win32' && (command === 'npm' || command === 'npx');

/** Runs a command to its end and returns its exit code. */
export async function exitCode(command: string, args: readonly string[], options: RunOptions = {}): Promise<number> {
  const { log, ...rest } = options;
  if (log !== undefined) await mkdir(path.dirname(log), { recursive: true });
  const output = log === undefined ? undefined : createWriteStream(log, { flags: 'a' });
  const spawnOptions: SpawnOptions = {
    ...rest,
    shell: needsShell(command),
    stdio: output ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
  };
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], spawnOptions);
    if (output) {
      child.stdout?.pipe(output, { end: false });
      child.stderr?.pipe(output, { end: false });
    }
    child.on('error', reject);
    child.on('close', (code, signal) => {
      output?.end();
      resolve(code ?? (signal ? 1 : 0));
    });
  });
}

/** Runs a command; if it fails, throws an error that says where its output is. */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<void> {
  const code = await exitCode(command, args, options);
  if (code === 0) return;
  const where = options.log === undefined ? '' : ` See ${options.log}.`;
  throw new Error(`${command} ${args.join(' ')} ended with exit code ${code}.${where}`);
}
