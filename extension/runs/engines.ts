import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { failure } from './failure';
import { startAttached } from './ferexp';
import { configuredRuntime } from './settings';

/** One line of `ferexp engine list --json`. */
export interface EngineStatus {
  readonly id: string;
  readonly title: string;
  /** `auto` takes it here. */
  readonly auto: boolean;
  readonly available: boolean;
  readonly detail?: string;
  readonly reason?: string;
  readonly remedy?: string;
}

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Collects what the process prints. @param onLine each line of both streams as it comes */
export async function ended(child: ChildProcess, onLine: (line: string) => void = () => undefined): Promise<Ended> {
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

/** @throws UserError when `ferexp` fails, with what it said */
export async function listEngines(script: string): Promise<readonly EngineStatus[]> {
  const { code, output, errors } = await ended(
    startAttached(await configuredRuntime(), script, ['engine', 'list', '--json']),
  );
  if (code !== 0) throw failure('engine list', errors, code);
  return JSON.parse(output) as readonly EngineStatus[];
}

/**
 * Sets the `tensorflow` engine up; takes minutes.
 * @param python interpreter whose TensorFlow it is built against; empty: the package's own download
 * @throws UserError with what the command said when it failed
 */
export async function setUpTensorFlow(
  script: string,
  python: string,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const chosen = python === '' ? [] : ['--python', python];
  const child = startAttached(await configuredRuntime(), script, ['engine', 'setup', ...chosen], signal);
  const { code, errors } = await ended(child, onLine);
  if (code !== 0) throw failure('engine setup', errors, code);
}

/**
 * Fetches the weights of ResNet-50, about 95 MB.
 * @param address of the file: the one that the person agreed to
 * @throws UserError with what the command said when it failed; what has come so far is kept
 */
export async function downloadResnetWeights(
  script: string,
  address: string,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const args = ['weights', 'download', 'resnet50', '--yes', '--from', address];
  const { code, errors } = await ended(startAttached(await configuredRuntime(), script, args, signal), onLine);
  if (code !== 0) throw failure('weights download', errors, code);
}

/** What `ferexp bench --json` found, as a page to read. */
export interface BenchResult {
  readonly markdown: string;
}

/**
 * Measures the engines; takes a minute or more. The figures are kept by the command.
 * @param file experiment whose models are measured and whose time is estimated; undefined: every model
 * @throws UserError with what the command said when nothing was measured
 */
export async function measureEngines(
  script: string,
  file: string | undefined,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<BenchResult> {
  const child = startAttached(
    await configuredRuntime(),
    script,
    ['bench', ...(file === undefined ? [] : [file]), '--json'],
    signal,
  );
  if (child.stderr) createInterface(child.stderr).on('line', onLine);
  const { code, output, errors } = await ended(child);
  try {
    // An engine that failed is part of the result.
    return JSON.parse(output) as BenchResult;
  } catch {
    throw failure('bench', errors, code);
  }
}
