/** Runs the `ferexp` commands for papers: bundle, verify, card. */
import { completed, resultOf } from './completed';
import { failure } from './failure';
import { startAttached } from './ferexp';
import { configuredRuntime } from './settings';

/**
 * Writes a bundle of an experiment's runs.
 * @param folder absolute; new or empty
 * @throws UserError with the message of `ferexp` if it fails
 */
export async function exportBundle(
  script: string,
  { experiment, project, folder }: { readonly experiment: string; readonly project: string; readonly folder: string },
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const args = [experiment, '--project', project, '--output', folder];
  await completed(script, 'bundle', args, { onLine, signal });
}

/**
 * Checks a bundle.
 * @returns whether it holds, and the report
 * @throws UserError with the message of `ferexp` if the folder is no bundle
 */
export async function verifyBundle(
  script: string,
  folder: string,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<{ readonly holds: boolean; readonly report: string }> {
  const child = startAttached(await configuredRuntime(), script, ['verify', folder], signal);
  const { code, output, errors } = await resultOf(child, onLine);
  if (code !== 0 && code !== 1) throw failure('verify', errors, code);
  return { holds: code === 0, report: `${output}\n${errors}` };
}

/** @throws UserError with the message of `ferexp` if the run has no result */
export function modelCard(script: string, directory: string): Promise<string> {
  return completed(script, 'card', [directory]);
}
