/** Shares the files of a suite among processes: always the same files in the same process, in the same order. */
import path from 'node:path';
import { root, testResults } from '../paths';
import type { Choice } from './choice';
import costs from './costs.json';
import { testsOf, type Suite } from './suites';

/** A process of a step. */
export interface Job {
  /** Distinguishes it within the run; a name for files. */
  readonly name: string;
  readonly command: readonly string[];
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** The test files that it runs; none for a check. */
  readonly files: readonly string[];
  /** Path of the JSON report, for tests. */
  readonly report?: string;
}

/** Files that share a process. */
interface Group {
  /** Their folder, or the file that has a process of its own. */
  readonly place: string;
  readonly files: readonly string[];
}

/** What the rest of a room takes that the list does not name, in seconds. */
const costOfRoom = 5;
const costOf = (place: string): number =>
  (costs as Readonly<Record<string, number>>)[place] ?? (place.endsWith('.ts') ? 0 : costOfRoom);

/**
 * Two instances of TensorFlow.js share one registry of variables, and a native library that dies takes its process with it:
 * so each file of the runner has a process of its own, as has each file that takes long. Of the others, a room shares one.
 */
function placeOf(file: string, suite: Suite): string {
  const isAlone = suite !== 'unit' || file.startsWith('test/runner/') || costOf(file) > 0;
  return isAlone ? file : file.split('/').slice(0, 2).join('/');
}

/** The longest first, so that none of them begins when the others end. */
export function groupsOf(suite: Suite, files: readonly string[]): Group[] {
  const places = [...new Set(files.map((file) => placeOf(file, suite)))];
  return places
    .map((place) => ({ place, files: files.filter((file) => placeOf(file, suite) === place) }))
    .sort((a, b) => costOf(b.place) - costOf(a.place));
}

const reportOf = (name: string): string => path.join(testResults, 'reports', `${name}.json`);

/** A place as a part of the name of a file. */
const nameOf = (place: string): string =>
  place
    .replace(/^test\//, '')
    .replace(/\.test\.ts$/, '')
    .replaceAll('/', '-');

const mocha = path.join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
const reporter = path.join(root, 'scripts', 'test', 'reporter.cjs');

/** @param report path of the JSON report */
export const mochaCommand = (report: string, options: readonly string[], files: readonly string[]): string[] => [
  ...[process.execPath, mocha, '--reporter', reporter, '--reporter-option', `output=${report}`],
  ...(process.stdout.isTTY ? ['--color'] : []),
  ...options,
  ...files,
];

/**
 * The processes of Mocha that run the chosen tests of a suite.
 * @param step names the reports
 */
export function mochaJobs(suite: Suite, { grep, places }: Choice, step: string, ...options: string[]): Job[] {
  const pattern = grep === undefined ? [] : ['--grep', grep];
  return groupsOf(suite, testsOf(suite, places)).map(({ place, files }) => {
    const name = `${step}-${nameOf(place)}`;
    const report = reportOf(name);
    return { name, command: mochaCommand(report, [...options, ...pattern], files), files, report };
  });
}
