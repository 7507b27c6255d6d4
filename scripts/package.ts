/**
 * `npm run package`: builds for production in a folder of its own, and packs that as dist/fer-experiments.vsix. What is in
 * dist/ otherwise stays: someone may be running it. `--pre-release` marks the package as one.
 */
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { buildAll } from './build';
import { dist, root } from './paths';

async function pack(folder: string, preRelease: boolean): Promise<void> {
  const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
  for (const file of [...files.filter((name) => !name.startsWith('dist/')), '.vscodeignore']) {
    await cp(path.join(root, file), path.join(folder, file));
  }
  await buildAll({ production: true, folder: path.join(folder, 'dist') });
  await mkdir(dist, { recursive: true });
  const packagePath = path.join(dist, 'fer-experiments.vsix');
  await createVSIX({ cwd: folder, packagePath, dependencies: false, preRelease });
}

async function main(): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'ferexp-package-'));
  try {
    await pack(folder, process.argv.includes('--pre-release'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
