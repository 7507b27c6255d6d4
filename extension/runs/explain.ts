import { createInterface } from 'node:readline';
import type { ExplanationChoice, Explanations } from '../../schemas/explanations';
import { ended } from './engines';
import { explainArguments } from './explainArguments';
import { failure } from './failure';
import { startAttached } from './ferexp';
import { configuredRuntime } from './settings';

/**
 * Has `ferexp` find out where predictions of a run come from; takes seconds to minutes.
 * @param onProgress told what it is at, in words
 * @throws UserError with what the command said when it failed
 */
export async function explainRun(
  script: string,
  directory: string,
  choice: ExplanationChoice,
  onProgress: (words: string) => void,
  signal: AbortSignal,
): Promise<Explanations> {
  const args = explainArguments(directory, choice);
  const child = startAttached(await configuredRuntime(), script, args, signal);
  if (child.stderr) createInterface(child.stderr).on('line', onProgress);
  const { code, output, errors } = await ended(child);
  if (code !== 0) throw failure('explain', errors, code);
  return JSON.parse(output) as Explanations;
}
