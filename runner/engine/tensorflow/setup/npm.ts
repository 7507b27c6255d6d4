/** Installs the binding from the npm registry. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type SetupJob, runStep } from './job';

/**
 * Installs packages into the draft.
 * @param scripts whether the packages' own install scripts run
 */
export async function installPackages(job: SetupJob, packages: readonly string[], scripts: boolean): Promise<void> {
  // Without its own package.json, npm would install into the nearest parent folder that has one.
  await writeFile(path.join(job.folder, 'package.json'), '{ "private": true }\n');
  const [npm, ...first] = job.tools.npm;
  const flags = ['--no-audit', '--no-fund', '--no-package-lock', '--no-update-notifier', '--loglevel=http'];
  await runStep(job, npm, [...first, 'install', ...flags, `--ignore-scripts=${!scripts}`, ...packages]);
}
