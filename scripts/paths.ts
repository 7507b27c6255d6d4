/** The paths that the project's own tools use. */
import { readdirSync } from 'node:fs';
import path from 'node:path';

export const root = path.join(__dirname, '..');
export const dist = path.join(root, 'dist');
/** Large downloads, provisioned on demand; ignored by git. */
export const cache = path.join(root, '.cache');
/** The engines that the tests use: not those of the user of this machine. */
export const engines = path.join(cache, 'engines');
/** Reports, screenshots and logs of the last test run; ignored by git. */
export const testResults = path.join(root, 'test-results');

const made = new Set(['node_modules', 'dist', 'coverage', 'test-results']);

/** Folders in `folder` with sources: neither hidden nor created by a tool. */
export function sourceFolders(folder = root): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !made.has(entry.name))
    .map(({ name }) => name);
}
