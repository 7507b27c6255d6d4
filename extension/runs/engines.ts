/** Runs the `ferexp` commands on engines: list, set up, measure, download weights. */
import { createInterface } from 'node:readline';
import type { AutomaticUse } from '../../words/engines';
import { completed, resultOf } from './completed';
import { failure } from './failure';
import { startAttached } from './ferexp';
import { configuredRuntime } from './settings';

/** One line of `ferexp engine list --json`. */
export interface EngineStatus extends AutomaticUse {
  readonly id: string;
  readonly title: string;
  readonly available: boolean;
  readonly detail?: string;
  readonly reason?: string;
  readonly remedy?: string;
}

/** @throws UserError with the message of `ferexp` if it fails */
export async function listEngines(script: string): Promise<readonly EngineStatus[]> {
  return JSON.parse(await completed(script, 'engine list', ['--json'])) as readonly EngineStatus[];
}

/**
 * Sets up the `tensorflow` engine, which takes minutes.
 * @param python interpreter whose TensorFlow library the engine uses; empty to download the library
 * @throws UserError with the message of `ferexp` if it fails
 */
export async function setUpTensorFlow(
  script: string,
  python: string,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const chosen = python === '' ? [] : ['--python', python];
  await completed(script, 'engine setup', chosen, { onLine, signal });
}

/**
 * Downloads published weights.
 * @param name as `ferexp weights list` has it
 * @param address of the file at a mirror, if the user has agreed to one; undefined for where they were published
 * @throws UserError with the message of `ferexp` if it fails
 */
export async function downloadPublishedWeights(
  script: string,
  name: string,
  address: string | undefined,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const from = address === undefined ? [] : ['--from', address];
  await completed(script, 'weights download', [name, '--yes', ...from], { onLine, signal });
}

/** The result of `ferexp bench --json`. */
export interface BenchResult {
  readonly markdown: string;
}

/**
 * Measures the engines, which takes a minute or more. `ferexp` stores the figures.
 * @param file experiment whose models are measured and whose time is estimated; undefined for all models
 * @throws UserError with the message of `ferexp` if nothing was measured
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
  const { code, output, errors } = await resultOf(child);
  try {
    // Even with a non-zero exit code there is a result: it reports the engine that failed.
    return JSON.parse(output) as BenchResult;
  } catch {
    throw failure('bench', errors, code);
  }
}
