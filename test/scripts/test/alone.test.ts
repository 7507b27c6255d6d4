import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../../../scripts/paths';

const failing = `
describe('a suite', () => {
  it('passes', () => {});
  it('fails (in "its" $way)', () => { throw new Error('no'); });
  describe('with a hook', () => {
    beforeEach(() => { throw new Error('hook'); });
    it('is never reached', () => {});
  });
});
`;

describe('the reporter of the suites', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'ferexp-alone-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Mocha as scripts/test/steps.ts starts it. */
  function mocha(...args: string[]): { output: string; passes: number; failures: number } {
    const file = path.join(folder, 'a.test.ts');
    writeFileSync(file, failing);
    const report = path.join(folder, 'report.json');
    const program = path.join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
    const reporter = path.join(root, 'scripts', 'test', 'reporter.cjs');
    const options = ['--no-config', '--require', 'tsx/cjs', '--reporter', reporter];
    const { stdout } = spawnSync(
      process.execPath,
      [program, ...options, '--reporter-option', `output=${report}`, ...args, file],
      { cwd: root, encoding: 'utf8' },
    );
    const { stats } = JSON.parse(readFileSync(report, 'utf8')) as { stats: { passes: number; failures: number } };
    return { output: stdout, ...stats };
  }

  for (const [how, ...options] of [['one after another'], ['in processes of their own', '--parallel', '--jobs', '2']]) {
    it(`ends with a command for each failure, which any shell takes and which runs that alone: files ${how}`, () => {
      const { output, passes, failures } = mocha(...options);
      assert.deepEqual([passes, failures], [1, 2]);
      const commands = output.split('\n').filter((line) => line.includes('npm test --'));
      assert.equal(commands.length, 2);
      const patterns = commands.map((line) => /^ {4}npm test -- unit \S+a\.test\.ts -g "([^"]*)"$/.exec(line)?.[1]);
      assert.deepEqual(patterns, ['a suite fails .in .its. .way.', 'a suite with a hook']);
      assert.deepEqual(mocha('--grep', patterns[0]!).failures, 1);
      assert.deepEqual(mocha('--grep', patterns[1]!).failures, 1);
      assert.equal(mocha('--grep', patterns[0]!).passes, 0);
    }).timeout(60_000);
  }

  it('says nothing of it where nothing failed', () => {
    assert.doesNotMatch(mocha('--grep', 'passes').output, /npm test/);
  }).timeout(60_000);
});
