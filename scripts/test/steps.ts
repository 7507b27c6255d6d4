/** The steps of `npm test`, in their order. */
import os from 'node:os';
import path from 'node:path';
import { root, testResults } from '../paths';
import type { Choice } from './choice';
import { testsOf, type Suite } from './suites';

export interface Step {
  readonly name: string;
  readonly what: string;
  /** The suite whose tests run; absent for a check. */
  readonly suite?: Suite;
  /** Path of mocha's JSON report, for a suite. */
  readonly report?: string;
  /** Runs only when it is named. */
  readonly onRequest?: boolean;
  /** Starts with the first step, since it waits for downloads: the checks need none of it. */
  readonly ahead?: boolean;
  readonly command: (choice: Choice) => readonly string[];
}

const node = (file: string, ...args: string[]): string[] => [process.execPath, '--import', 'tsx', file, ...args];
const tool = (...file: string[]): string => path.join(root, 'node_modules', ...file);
const bin = (...file: string[]): string[] => [process.execPath, tool(...file)];
const report = (name: string): string => path.join(testResults, `${name}.json`);
const pattern = ({ grep }: Choice): string[] => (grep === undefined ? [] : ['--grep', grep]);

/** Processes that share the files of a suite: one a core, up to four, with 4 GiB of memory each. */
const parallel = (): string[] => {
  const jobs = Math.max(1, Math.min(4, os.availableParallelism(), Math.floor(os.totalmem() / 2 ** 32)));
  return ['--parallel', '--jobs', String(jobs)];
};

const mocha = (suite: Suite, choice: Choice, name: string, ...options: string[]): string[] => [
  ...bin('mocha', 'bin', 'mocha.js'),
  ...['--reporter', path.join(root, 'scripts', 'test', 'reporter.cjs'), '--reporter-option', `output=${report(name)}`],
  ...options,
  ...pattern(choice),
  ...testsOf(suite, choice.places),
];

// Hundreds of test processes write a report each.
const coverage = [process.execPath, '--max-old-space-size=8192', tool('c8', 'bin', 'c8.js')];

const fixed = (name: string, what: string, command: readonly string[]): Step => ({
  name,
  what,
  command: () => command,
});
const suite = (name: Suite, what: string, command: Step['command']): Step => ({
  name,
  what,
  suite: name,
  report: report(name),
  command,
});
const typescript = (project: string): string[] => [...bin('typescript', 'bin', 'tsc'), '-p', project];

export const steps: readonly Step[] = [
  fixed('generated', 'Generated files are fresh', node('scripts/generate.ts', '--check')),
  fixed('types', 'Types', typescript('.')),
  fixed('types-browser', 'Types of the browser tests', typescript('test')),
  fixed('types-webview', 'Types of the webviews', typescript('webview')),
  fixed('lint', 'ESLint', [...bin('eslint', 'bin', 'eslint.js'), '.']),
  fixed('format', 'Prettier', [...bin('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.']),
  fixed('unused', 'Files, exports and packages are used', bin('knip', 'bin', 'knip.js')),
  fixed('build', 'Build', node('scripts/build.ts')),
  fixed('tensorflow', 'TensorFlow engine is set up', node('scripts/provision/tensorflow.ts')),
  { ...fixed('vscode', 'A real VS Code is there to test in', node('scripts/provision/vscode.ts')), ahead: true },
  { ...fixed('keras', 'Keras is there to check against', node('scripts/provision/keras.ts')), ahead: true },
  suite('unit', 'Unit, property and engine tests', (choice) => mocha('unit', choice, 'unit')),
  suite('ui', 'Webviews in a browser', (choice) => mocha('ui', choice, 'ui', '--timeout', '120000', ...parallel())),
  suite('host', 'Extension in a real VS Code', (choice) =>
    node('scripts/host/suite.ts', report('host'), ...pattern(choice), ...testsOf('host', choice.places)),
  ),
  suite('journey', 'A person’s way through a real VS Code', (choice) =>
    mocha('journey', choice, 'journey', '--timeout', '600000'),
  ),
  {
    name: 'coverage',
    what: 'Which lines the unit tests run',
    suite: 'unit',
    report: report('coverage'),
    onRequest: true,
    command: (choice) => [...coverage, ...mocha('unit', choice, 'coverage')],
  },
];
