/**
 * `npm test`: every check and every suite. `npm test -- unit host` runs the named steps only. Ends with one line that
 * adds up the runners' own reports: `N passed, N failed, N skipped`.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { exitCode } from './process';
import { root, testResults } from './paths';
import { orphans, testsOf } from './test/suites';

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

interface Step {
  readonly name: string;
  readonly what: string;
  /** Path of mocha's JSON report, for a suite. */
  readonly report?: string;
  readonly command: readonly string[];
}

const node = (file: string, ...args: string[]): string[] => [process.execPath, '--import', 'tsx', file, ...args];
const report = (name: string): string => path.join(testResults, `${name}.json`);

const mocha = (name: string, ...files: string[]): string[] => [
  process.execPath,
  path.join(root, 'node_modules', 'mocha', 'bin', 'mocha.js'),
  ...['--reporter', path.join(root, 'scripts', 'test', 'reporter.cjs'), '--reporter-option', `output=${report(name)}`],
  ...files,
];

// Hundreds of processes of the tests leave a report each.
const coverage = [process.execPath, '--max-old-space-size=8192', path.join(root, 'node_modules', 'c8', 'bin', 'c8.js')];

const steps: readonly Step[] = [
  { name: 'generated', what: 'Generated files are fresh', command: node('scripts/generate.ts', '--check') },
  {
    name: 'types',
    what: 'Types',
    command: [process.execPath, path.join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', '.'],
  },
  {
    name: 'types-browser',
    what: 'Types of the browser tests',
    command: [process.execPath, path.join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'test'],
  },
  {
    name: 'types-webview',
    what: 'Types of the webviews',
    command: [process.execPath, path.join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'webview'],
  },
  {
    name: 'lint',
    what: 'ESLint',
    command: [process.execPath, path.join(root, 'node_modules', 'eslint', 'bin', 'eslint.js'), '.'],
  },
  {
    name: 'format',
    what: 'Prettier',
    command: [
      process.execPath,
      path.join(root, 'node_modules', 'prettier', 'bin', 'prettier.cjs'),
      '--check',
      '--log-level',
      'warn',
      '.',
    ],
  },
  { name: 'build', what: 'Build', command: node('scripts/build.ts') },
  { name: 'tensorflow', what: 'TensorFlow engine is set up', command: node('scripts/provision/tensorflow.ts') },
  {
    name: 'vscode',
    what: 'A real VS Code is there to test in',
    command: node('scripts/provision/vscode.ts'),
  },
  { name: 'keras', what: 'Keras is there to check against', command: node('scripts/provision/keras.ts') },
  {
    name: 'unit',
    what: 'Unit, property and engine tests',
    report: report('unit'),
    command: [...coverage, ...mocha('unit', ...testsOf('unit'))],
  },
  {
    name: 'ui',
    what: 'Webviews in a browser',
    report: report('ui'),
    command: mocha('ui', '--timeout', '120000', ...testsOf('ui')),
  },
  {
    name: 'host',
    what: 'Extension in a real VS Code',
    report: report('host'),
    command: node('scripts/host/suite.ts', report('host')),
  },
  {
    name: 'journey',
    what: 'A person’s way through a real VS Code',
    report: report('journey'),
    command: mocha('journey', '--timeout', '600000', ...testsOf('journey')),
  },
];

async function countsOf(step: Step): Promise<Counts> {
  if (step.report === undefined || !existsSync(step.report)) return { passed: 0, failed: 0, skipped: 0 };
  const { stats } = JSON.parse(await readFile(step.report, 'utf8')) as {
    stats: { passes: number; failures: number; pending: number };
  };
  return { passed: stats.passes, failed: stats.failures, skipped: stats.pending };
}

async function main(): Promise<void> {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0) {
    console.error(`Unknown step ${unknown.join(', ')}. Steps: ${steps.map((step) => step.name).join(', ')}.`);
    process.exit(2);
  }
  const unrun = orphans();
  if (unrun.length > 0) {
    console.error(`No suite runs ${unrun.join(', ')}. Move it below test/; see scripts/test/suites.ts.`);
    process.exit(1);
  }
  const chosen = names.length === 0 ? steps : steps.filter((step) => names.includes(step.name));
  await rm(testResults, { recursive: true, force: true });
  await mkdir(testResults, { recursive: true });
  const total: Counts = { passed: 0, failed: 0, skipped: 0 };
  for (const step of chosen) {
    console.log(`\n── ${step.what} (${step.name})`);
    const started = Date.now();
    const [command, ...args] = step.command;
    const code = await exitCode(command!, args, { cwd: root });
    const counts = await countsOf(step);
    // A suite that died before it wrote its report, or a check that failed, counts as one failure.
    if (code !== 0 && counts.failed === 0) counts.failed = 1;
    if (step.report !== undefined && counts.passed + counts.failed === 0) counts.failed = 1;
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
    console.log(
      `── ${step.name}: ${code === 0 ? 'passed' : 'FAILED'} in ${Math.round((Date.now() - started) / 1000)} s`,
    );
    if (step.name === 'build' && code !== 0) break;
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

void main();
