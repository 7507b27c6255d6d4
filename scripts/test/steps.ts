/** The steps of `npm test`, in their order. */
import path from 'node:path';
import { root, testResults } from '../paths';
import type { Choice } from './choice';
import { mochaJobs, type Job } from './jobs';
import { testsOf, type Suite } from './suites';

export interface Step {
  readonly name: string;
  readonly what: string;
  /** The suite whose tests run; absent for a check. */
  readonly suite?: Suite;
  /** Runs only when it is named. */
  readonly onRequest?: boolean;
  /** Starts with the first step and takes no place, since it waits for downloads: the checks need none of it. */
  readonly ahead?: boolean;
  /** Steps that end before it begins. */
  readonly after?: readonly string[];
  readonly jobs: (choice: Choice) => readonly Job[];
  /** Runs after these. */
  readonly finally?: Job;
}

const node = (file: string, ...args: string[]): string[] => [process.execPath, '--import', 'tsx', file, ...args];
const tool = (...file: string[]): string => path.join(root, 'node_modules', ...file);
const bin = (...file: string[]): string[] => [process.execPath, tool(...file)];
const typescript = (project: string): string[] => [...bin('typescript', 'bin', 'tsc'), '-p', project];

const check = (name: string, what: string, command: readonly string[]): Step => ({
  name,
  what,
  jobs: () => [{ name, command, files: [] }],
});
const provision = (name: string, what: string, file: string): Step => ({
  ...check(name, what, node(file)),
  ahead: true,
});

function hostJob({ grep, places }: Choice): Job {
  const report = path.join(testResults, 'reports', 'host.json');
  const files = testsOf('host', places);
  const pattern = grep === undefined ? [] : ['--grep', grep];
  return { name: 'host', command: node('scripts/host/suite.ts', report, ...pattern, ...files), files, report };
}

const coverageFolder = path.join(testResults, 'coverage');
// Hundreds of test processes write a report each.
const coverage = [process.execPath, '--max-old-space-size=8192', tool('c8', 'bin', 'c8.js'), 'report'];

/** What the tests run on: a build, and the engine that their homes link to. */
const basis = ['build', 'tensorflow'];

export const steps: readonly Step[] = [
  check('generated', 'Generated files are fresh', node('scripts/generate.ts', '--check')),
  check('types', 'Types', typescript('.')),
  check('types-browser', 'Types of the browser tests', typescript('test')),
  check('types-webview', 'Types of the webviews', typescript('webview')),
  check('types-demo', 'Types of the demo page', typescript('demo')),
  check('lint', 'ESLint', [...bin('eslint', 'bin', 'eslint.js'), '.']),
  check('format', 'Prettier', [...bin('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.']),
  check('unused', 'Files, exports and packages are used', bin('knip', 'bin', 'knip.js')),
  check('build', 'Build', node('scripts/build.ts')),
  provision('tensorflow', 'TensorFlow engine is set up', 'scripts/provision/tensorflow.ts'),
  provision('vscode', 'A real VS Code is there to test in', 'scripts/provision/vscode.ts'),
  provision('keras', 'Keras and published weights are there to check against', 'scripts/provision/keras.ts'),
  {
    name: 'unit',
    what: 'Unit, property and engine tests',
    suite: 'unit',
    after: [...basis, 'keras'],
    jobs: (choice) => mochaJobs('unit', choice, 'unit'),
  },
  {
    name: 'ui',
    what: 'Webviews in a browser',
    suite: 'ui',
    after: basis,
    jobs: (choice) => mochaJobs('ui', choice, 'ui', '--timeout', '120000'),
  },
  {
    name: 'host',
    what: 'Extension in a real VS Code',
    suite: 'host',
    after: [...basis, 'vscode'],
    jobs: (choice) => [hostJob(choice)],
  },
  {
    name: 'journey',
    what: 'A person’s way through a real VS Code',
    suite: 'journey',
    after: [...basis, 'vscode'],
    jobs: (choice) => mochaJobs('journey', choice, 'journey', '--timeout', '600000'),
  },
  {
    name: 'slurm',
    what: 'Submissions to a real Slurm, whose daemons are killed',
    suite: 'slurm',
    after: basis,
    jobs: (choice) => mochaJobs('slurm', choice, 'slurm', '--timeout', '400000'),
  },
  {
    name: 'coverage',
    what: 'Which lines the unit tests run',
    suite: 'unit',
    onRequest: true,
    after: [...basis, 'keras'],
    jobs: (choice) =>
      mochaJobs('unit', choice, 'coverage').map((job) => ({ ...job, env: { NODE_V8_COVERAGE: coverageFolder } })),
    finally: { name: 'coverage', command: [...coverage, '--temp-directory', coverageFolder], files: [] },
  },
];
