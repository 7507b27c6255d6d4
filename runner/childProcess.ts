/** Runs other programs: their output goes to a log, and cancelling ends them with all they started. */
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import path from 'node:path';

export interface ChildOptions {
  /** Absolute path of the program. */
  readonly program: string;
  readonly args: readonly string[];
  readonly directory: string;
  readonly env?: NodeJS.ProcessEnv;
  /** What it prints is appended here. */
  readonly log: string;
  readonly signal?: AbortSignal | undefined;
}

/** Milliseconds that a child may take to end by itself after it was asked to. */
const graceMs = 3000;

/** Longest output that is returned, in characters; the log has all of it. */
const tailLength = 20_000;

export class ChildFailure extends Error {
  constructor(
    readonly command: string,
    readonly outcome: string,
    /** End of what it printed. */
    readonly tail: string,
  ) {
    super(`${command} ${outcome}`);
  }
}

/**
 * Runs a program to its end.
 * @returns what it printed to its standard output
 * @throws ChildFailure when it fails; the signal's reason when cancelled, after the child and its children are gone
 */
export async function runChild(options: ChildOptions): Promise<string> {
  const { program, args, directory, log, signal } = options;
  signal?.throwIfAborted();
  const command = [program, ...args].join(' ');
  const file = createWriteStream(log, { flags: 'a' });
  file.on('error', () => undefined);
  file.write(`\n$ ${command}\n`);
  let printed = '';
  let tail = '';
  const outcome = await new Promise<string | undefined>((resolve) => {
    const windows = process.platform === 'win32';
    const child = spawn(program, args, {
      cwd: directory,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      // A group of its own, so that cancelling reaches the compiler that make started.
      detached: !windows,
    });
    const cancel = (): void => {
      endTree(child.pid);
    };
    signal?.addEventListener('abort', cancel, { once: true });
    const keep = (text: string): void => {
      file.write(text);
      tail = (tail + text).slice(-tailLength);
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      keep(text);
    });
    child.stderr.setEncoding('utf8').on('data', keep);
    const done = (how: string | undefined): void => {
      signal?.removeEventListener('abort', cancel);
      resolve(how);
    };
    child.on('error', (error) => {
      done(`could not be started: ${error.message}`);
    });
    child.on('close', (code, endedBy) => {
      if (code === 0) done(undefined);
      else done(code === null ? `was ended by ${endedBy ?? 'a signal'}` : `failed with exit code ${code}`);
    });
  });
  await new Promise((resolve) => file.end(resolve));
  signal?.throwIfAborted();
  if (outcome !== undefined) throw new ChildFailure(command, outcome, tail);
  return printed;
}

function endTree(pid: number | undefined): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    const taskkill = path.join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'taskkill.exe');
    spawn(taskkill, ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true });
    return;
  }
  signalGroup(pid, 'SIGTERM');
  setTimeout(() => {
    signalGroup(pid, 'SIGKILL');
  }, graceMs).unref();
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The whole group has ended already.
  }
}
