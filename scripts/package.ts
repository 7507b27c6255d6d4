/**
 * `npm run package`: builds for production in a folder of its own, and packs that as dist/fer-experiments.vsix. What is in
 * dist/ otherwise stays: someone may be running it. `--pre-release` marks the package as one.
 */
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { buildAll } from './build';
import { dist, root } from './paths';

/** Names the files that a package has; VS Code's packager reads it in the folder that it packs. */
const choice = '.vscodeignore';

/** Files and folders at the root that have files of a package, beside what is built. */
async function packedEntries(): Promise<string[]> {
  const lines = (await readFile(path.join(root, choice), 'utf8')).split('\n');
  const packed = lines.flatMap((line) => (line.startsWith('!') ? [line.slice(1).trim().split('/')[0]!] : []));
  return [...new Set(packed)].filter((entry) => entry !== path.basename(dist));
}

async function pack(folder: string, preRelease: boolean): Promise<void> {
  // The packager looks at every file of the folder, and there are 100,000 beside those of a package here.
  for (const entry of [...(await packedEntries()), choice]) {
    await cp(path.join(root, entry), path.join(folder, entry), { recursive: true });
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
