/** Starts the process that trains one run. */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { appendFile, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { ResolvedExperiment } from '../../experiment/types';
import { runFiles } from '../../schemas/runDirectory';
import { UserError } from '../../schemas/userError';
import { chooseEngine } from '../engine';

export interface RunnerProcess {
  readonly pid: number;
  /** The exit code; undefined when a signal ended it. */
  readonly ended: Promise<number | undefined>;
  /** Ends it at once. What its checkpoint holds is kept. */
  kill(): void;
  /** What it printed on standard error, once it has ended. */
  errors(): Promise<string>;
}

/**
 * The environment that the engine of a run wants from its process's start.
 * @throws UserError when the engine that is asked for does not work here
 */
export async function engineEnvironment(engine: ResolvedExperiment['engine']): Promise<Record<string, string>> {
  const { provider } = await chooseEngine(engine);
  return provider.launchEnvironment();
}

/** Megabytes of JavaScript heap: images and weights live outside of it, so that half of a small machine is plenty. */
function heapLimit(): number {
  return Math.max(1024, Math.min(4096, Math.floor(os.totalmem() / 2 ** 21)));
}

/**
 * Starts the runner in a process group of its own and without a pipe to this process, so that neither a terminal's Ctrl-C
 * nor our own end ends it.
 * @param environment variables beside our own
 */
export async function launchRunner(
  runner: string,
  runDirectory: string,
  environment: Readonly<Record<string, string>>,
): Promise<RunnerProcess> {
  // Not log.txt: the runner itself copies what it prints there. This is for a process that dies before or below that,
  // as when Node runs out of memory.
  const capture = path.join(os.tmpdir(), `ferexp-${path.basename(runDirectory)}-${process.pid}.log`);
  const descriptor = openSync(capture, 'w', 0o600);
  try {
    const child = spawn(process.execPath, [`--max-old-space-size=${heapLimit()}`, runner, runDirectory], {
      detached: true,
      windowsHide: true,
      stdio: ['ignore', 'ignore', descriptor],
      env: { ...process.env, ...environment },
    });
    const ended = new Promise<number | undefined>((resolve) =>
      child.once('exit', (code) => resolve(code ?? undefined)),
    );
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (error) => reject(new UserError(`The runner cannot start: ${error.message}.`, undefined, 1)));
    });
    return {
      pid: child.pid!,
      ended,
      kill: () => void child.kill('SIGKILL'),
      errors: () => takeText(capture),
    };
  } finally {
    closeSync(descriptor);
  }
}

async function takeText(capture: string): Promise<string> {
  const text = await readFile(capture, 'utf8').catch(() => '');
  await rm(capture, { force: true });
  return text.trim();
}

/** Keeps the last words of a process that died without a record, where people look for them. */
export async function keepLastWords(runDirectory: string, words: string): Promise<void> {
  const tail = words.split('\n').slice(-30).join('\n');
  await appendFile(
    path.join(runDirectory, runFiles.log),
    `The process ended without a record. Its last words:\n${tail}\n`,
  ).catch(() => undefined);
}
