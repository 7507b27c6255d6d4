/** Which suite runs which test. Tests are found, not listed: a file that belongs to no suite fails the run. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { root, sourceFolders } from '../paths';

/** The folder under test/ of each suite that is not the unit suite. */
const folders = { ui: 'test/ui/', host: 'test/host/suite/', journey: 'test/journey/', slurm: 'test/slurm/' } as const;
export type Suite = keyof typeof folders | 'unit';
export const suites: readonly Suite[] = ['unit', 'ui', 'host', 'journey', 'slurm'];

/** All `*.test.ts` of the repository, from its root, sorted. */
export function foundTests(folder = root): string[] {
  const files = readdirSync(folder)
    .filter((name) => /\.test\.[cm]?tsx?$/.test(name))
    .map((name) => path.relative(root, path.join(folder, name)).split(path.sep).join('/'));
  return [...files, ...sourceFolders(folder).flatMap((name) => foundTests(path.join(folder, name)))].sort();
}

/** @returns undefined for a file of no suite: one outside test/, or of a kind that mocha does not load */
export function suiteOf(file: string): Suite | undefined {
  if (!file.startsWith('test/') || !file.endsWith('.test.ts')) return undefined;
  for (const [suite, folder] of Object.entries(folders)) if (file.startsWith(folder)) return suite as Suite;
  return file.startsWith('test/host/') ? undefined : 'unit';
}

let found: readonly string[] | undefined;

/** @param places files or folders of test/, from the root of the project, from test/ or from the suite's own folder */
export function testsOf(suite: Suite, places: readonly string[] = []): string[] {
  found ??= foundTests();
  const files = found.filter((file) => suiteOf(file) === suite);
  return places.length === 0 ? files : files.filter((file) => places.some((place) => isAt(file, suite, place)));
}

function isAt(file: string, suite: Suite, place: string): boolean {
  const name = path.posix.normalize(place.replaceAll('\\', '/')).replace(/\/$/, '');
  const starts = ['', 'test/', suite === 'unit' ? '' : folders[suite]];
  return starts.some(
    (start) => [`${start}${name}`, `${start}${name}.test.ts`].includes(file) || file.startsWith(`${start}${name}/`),
  );
}

/** Files that would never run. */
export function orphans(): string[] {
  return foundTests().filter((file) => suiteOf(file) === undefined);
}
