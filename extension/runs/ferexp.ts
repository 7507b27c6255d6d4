/** Starts `ferexp` processes whose output is read. */
import { spawn, type ChildProcess } from 'node:child_process';
import { programEnvironment } from '../../storage/machine/detached';
import type { NodeRuntime } from './nodeRuntime';

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
    env: programEnvironment(runtime),
    windowsHide: true,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    ...(signal && { signal }),
  });
  // It may end before it has read everything; its output then says why.
  child.stdin?.on('error', () => undefined);
  if (input !== null) child.stdin?.end(input);
  return child;
}
