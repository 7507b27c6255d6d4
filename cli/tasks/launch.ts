/** Starts the process that trains one run. */
import { spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, readSync, rmSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import type { ResolvedExperiment } from '../../experiment/types';
import { fileError } from '../../storage/files/fileError';
import { runFiles } from '../../schemas/runDirectory';
import { UserError } from '../../schemas/userError';
import { engineOfRun } from '../../runner/run/engineStart';
import { usableMemory } from '../../runner/files/memory';

export interface RunnerProcess {
  readonly pid: number;
  /** The exit code; undefined when a signal ended it. */
  readonly ended: Promise<number | undefined>;
  /** Ends it at once. Its last checkpoint is kept. */
  kill(): void;
  /** What it printed on standard error. Call this once, after the process has ended. */
  errors(): string;
}

/**
 * The environment variables that the engine of a run needs when its process starts.
 * @throws UserError when the engine that is asked for does not work here
 */
export async function engineEnvironment(
  directory: string,
  resolved: ResolvedExperiment,
): Promise<Record<string, string>> {
  const { provider } = await engineOfRun(directory, resolved);
  return provider.launchEnvironment();
}

/** Megabytes of JavaScript heap: images and weights are outside it, so that half of the memory of a small machine is plenty. */
export function heapLimit(): number {
  return Math.max(1024, Math.min(4096, Math.floor(usableMemory() / 2 ** 21)));
}

/**
 * Starts the runner in a process group of its own and without a pipe to this process, so that neither a terminal's Ctrl-C
 * nor our own end ends it.
 * @param environment variables in addition to our own
 */
export async function launchRunner(
  runner: string,
  runDirectory: string,
  environment: Readonly<Record<string, string>>,
): Promise<RunnerProcess> {
  const capture = openCapture(runDirectory);
  try {
    const child = spawn(process.execPath, [`--max-old-space-size=${heapLimit()}`, runner, runDirectory], {
      detached: true,
      windowsHide: true,
      stdio: ['ignore', 'ignore', capture],
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
  } catch (error) {
    closeSync(capture);
    throw error;
  }
}

/**
 * Opens a file for the runner's standard error and deletes its name at once, so that nothing is left of it however we end.
 * It is not log.txt, because the runner itself copies its output there: this file is for a process that dies before it can
 * do so, as when Node runs out of memory.
 */
function openCapture(runDirectory: string): number {
  const file = path.join(runDirectory, `.stderr-${process.pid}`);
  try {
    const capture = openSync(file, 'w+', 0o600);
    rmSync(file, { force: true });
    return capture;
  } catch (error) {
    throw fileError(error, `write ${file}`);
  }
}

/** The whole text of the file, whatever the writer's position; closes the file. */
function takeText(capture: number): string {
  const text = Buffer.alloc(fstatSync(capture).size);
  const read = readSync(capture, text, 0, text.length, 0);
  closeSync(capture);
  return text.toString('utf8', 0, read).trim();
}

/** Adds the last words of a process that died without a summary to its log, where people look for them. */
export async function keepLastWords(runDirectory: string, words: string): Promise<void> {
  const tail = words.split('\n').slice(-30).join('\n');
  await appendFile(
    path.join(runDirectory, runFiles.log),
    `The process ended without a record. Its last words:\n${tail}\n`,
  ).catch(() => undefined);
}
