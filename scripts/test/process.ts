/** Runs a process of a step. Its output goes to a file, where it is whole even if the process dies. */
import { spawn } from 'node:child_process';
import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../paths';
import type { Job } from './jobs';

/** Milliseconds after which tests hang: the slowest file takes minutes on a busy machine. */
const limit = 30 * 60_000;

export interface Ended {
  /** Exit code, or the name of the signal that ended it. */
  readonly end: number | NodeJS.Signals;
  /** What it printed; empty where it printed at once. */
  readonly output: string;
}

/**
 * @param log path of the file for its output
 * @param live it prints at once instead, for a process that runs alone
 */
export async function runProcess(
  { command, env = {}, report }: Pick<Job, 'command' | 'env' | 'report'>,
  log: string,
  live: boolean,
): Promise<Ended> {
  await mkdir(path.dirname(log), { recursive: true });
  const output = await open(log, 'w');
  try {
    const target = live ? 'inherit' : output.fd;
    const [program, ...args] = command;
    const child = spawn(program!, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', target, target],
      ...(report === undefined ? {} : { timeout: limit, killSignal: 'SIGKILL' }),
    });
    const end = await new Promise<Ended['end']>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve(code ?? signal ?? 1));
    });
    return { end, output: live ? '' : await readFile(log, 'utf8') };
  } finally {
    await output.close();
  }
}
