/** Where the project's own tools find things. */
import { readdirSync } from 'node:fs';
import path from 'node:path';

export const root = path.join(__dirname, '..');
export const dist = path.join(root, 'dist');
/** Heavy things provisioned on demand; ignored by git. */
export const cache = path.join(root, '.cache');
/** The engines that the tests run on: not those of the person at this machine. */
export const engines = path.join(cache, 'engines');
/** Reports, screenshots and logs of the last test run; ignored by git. */
export const testResults = path.join(root, 'test-results');

const made = new Set(['node_modules', 'dist', 'coverage', 'test-results']);

/** Folders of `folder` that people write in: neither hidden nor made by a tool. */
export function sourceFolders(folder = root): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !made.has(entry.name))
    .map(({ name }) => name);
}
