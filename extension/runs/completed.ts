/** Runs a `ferexp` command to its end, and collects what it prints. */
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { failure } from './failure';
import { startAttached } from './ferexp';
import { configuredRuntime } from './settings';

interface ProcessResult {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Waits for the end of a process and collects its output. @param onLine called with each line of both streams */
export async function resultOf(
  child: ChildProcess,
  onLine: (line: string) => void = () => undefined,
): Promise<ProcessResult> {
  let output = '';
  let errors = '';
  child.stdout?.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (errors += data.toString()));
  for (const stream of [child.stdout, child.stderr]) if (stream) createInterface(stream).on('line', onLine);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, output, errors };
}

interface Running {
  readonly signal?: AbortSignal;
  /** For its standard input. */
  readonly input?: string;
  /** Called with each line of both streams. */
  readonly onLine?: (line: string) => void;
}

/**
 * @param command with its subcommand: `engine setup`
 * @returns what it printed on standard output
 * @throws UserError with the message of `ferexp` if it fails
 */
export async function completed(
  script: string,
  command: string,
  args: readonly string[],
  { signal, input, onLine }: Running = {},
): Promise<string> {
  const child = startAttached(await configuredRuntime(), script, [...command.split(' '), ...args], signal, input);
  const { code, output, errors } = await resultOf(child, onLine);
  if (code !== 0) throw failure(command, errors, code);
  return output;
}
