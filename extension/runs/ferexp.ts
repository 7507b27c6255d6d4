/** Starts `ferexp` processes. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileError } from '../../storage/files/fileError';
import type { NodeRuntime } from './nodeRuntime';

/** The environment of `ferexp`: that of the extension host, without the variables of VS Code. */
function environment(runtime: NodeRuntime): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => name !== 'ELECTRON_RUN_AS_NODE' && name !== 'NODE_OPTIONS' && !name.startsWith('VSCODE_'),
  );
  return { ...Object.fromEntries(own), ...runtime.environment };
}

export interface DetachedProcess {
  readonly child: ChildProcess;
  /** Absolute path of the file with its output. */
  readonly log: string;
}

function openLog(file: string): number {
  try {
    return openSync(file, 'a');
  } catch (error) {
    throw fileError(error, `write ${file}`);
  }
}

/**
 * Starts `ferexp` so that it outlives the window: in a process group of its own, without pipes, with its output in a file.
 * @param script absolute path of dist/ferexp.js
 * @param log absolute path of the log, in an existing folder
 * @throws UserError if the log cannot be written
 */
export function startDetached(
  runtime: NodeRuntime,
  script: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly log: string },
): DetachedProcess {
  const output = openLog(options.log);
  try {
    const child = spawn(runtime.command, [script, ...args], {
      cwd: options.cwd,
      env: environment(runtime),
      detached: true,
      windowsHide: true,
      stdio: ['ignore', output, output],
    });
    child.unref();
    return { child, log: options.log };
  } finally {
    closeSync(output);
  }
}

/**
 * Starts `ferexp` for a short task whose output is read, such as `engine list`. It ends with `signal`.
 * @param input text for its standard input; null if the caller writes to it, absent for none
 */
export function startAttached(
  runtime: NodeRuntime,
  script: string,
  args: readonly string[],
  signal?: AbortSignal,
  input?: string | null,
): ChildProcess {
  const child = spawn(runtime.command, [script, ...args], {
    env: environment(runtime),
    windowsHide: true,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    ...(signal && { signal }),
  });
  // It may end before it has read everything; its output then says why.
  child.stdin?.on('error', () => undefined);
  if (input !== null) child.stdin?.end(input);
  return child;
}
