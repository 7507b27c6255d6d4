/** Whether `dist/` was built from other sources than those that are there: suites test what was built. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { dist, root, sourceFolders } from '../paths';

/** Folders that no bundle has anything of. */
const notBuilt = new Set(['docs', 'examples', 'test']);

/** @param built a file that every build writes */
export function isBuildStale(
  built = path.join(dist, 'extension.js'),
  sources: readonly string[] = builtFrom(),
): boolean {
  if (!existsSync(built)) return true;
  const { mtimeMs } = statSync(built);
  return sources.some((file) => statSync(file).mtimeMs > mtimeMs);
}

function builtFrom(): string[] {
  const folders = sourceFolders().filter((name) => !notBuilt.has(name));
  const files = folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => path.join(parentPath, name)),
  );
  return [...files, path.join(root, 'package.json')];
}
