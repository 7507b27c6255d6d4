/** Runs `ferexp explain`. */
import { createInterface } from 'node:readline';
import type { ExplainChoice, Explanations } from '../../schemas/explanations';
import { resultOf } from './completed';
import { explainArguments } from './explainArguments';
import { failure } from './failure';
import { startAttached } from './ferexp';
import { configuredRuntime } from './settings';

/**
 * Explains predictions of a run, which takes seconds to minutes.
 * @param onProgress called with each line of progress
 * @throws UserError with the message of `ferexp` if it fails
 */
export async function explainRun(
  script: string,
  directory: string,
  choice: ExplainChoice,
  onProgress: (words: string) => void,
  signal: AbortSignal,
): Promise<Explanations> {
  const args = explainArguments(directory, choice);
  const child = startAttached(await configuredRuntime(), script, args, signal);
  if (child.stderr) createInterface(child.stderr).on('line', onProgress);
  const { code, output, errors } = await resultOf(child);
  if (code !== 0) throw failure('explain', errors, code);
  return JSON.parse(output) as Explanations;
}
