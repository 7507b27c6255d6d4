import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { mochaCommand } from '../../../scripts/test/jobs';
import { outcomeOf, type Outcome } from '../../../scripts/test/outcome';
import { runProcess } from '../../../scripts/test/process';

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
const passing = `describe('a good one', () => { it('passes', () => {}); it.skip('waits', () => {}); });`;
const dying = `
describe('a bad one', () => {
  it('passes', () => {});
  it('dies', () => process.kill(process.pid, 'SIGKILL'));
});
`;
const late = `
describe('a late one', () => {
  it('passes', () => process.on('exit', () => process.kill(process.pid, 'SIGKILL')));
});
`;

/** Windows knows no signals. */
const end = '(was ended by SIG[A-Z]+|ended with exit code \\d+)';

describe('a process of a suite', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'ferexp-alone-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs files, named `0.test.ts` and so on, as a step does. */
  async function mocha(texts: readonly string[], ...options: string[]): Promise<Outcome & { output: string }> {
    const files = texts.map((text, index) => {
      const file = path.join(folder, `${index}.test.ts`);
      writeFileSync(file, text);
      return file;
    });
    const report = path.join(folder, 'report.json');
    const command = mochaCommand(report, ['--no-config', '--no-color', '--require', 'tsx/cjs', ...options], files);
    const { end, output } = await runProcess({ command }, path.join(folder, 'log'), false);
    return { ...outcomeOf({ name: 'some', command, files, report }, end), output };
  }
  const counts = ({ passed, failed, skipped }: Outcome): number[] => [passed, failed, skipped];

  it('gives a command for each failure, which any shell takes and which runs that alone', async () => {
    const { alone, ...all } = await mocha([failing]);
    assert.deepEqual(counts({ alone, ...all }), [1, 2, 0]);
    const patterns = alone.map((line) => /^npm test -- unit \S+0\.test\.ts -g "([^"]*)"$/.exec(line)?.[1]);
    assert.deepEqual(patterns, ['a suite fails .in .its. .way.', 'a suite with a hook']);
    assert.deepEqual(counts(await mocha([failing], '--grep', patterns[0]!)), [0, 1, 0]);
    assert.deepEqual(counts(await mocha([failing], '--grep', patterns[1]!)), [0, 1, 0]);
  }).timeout(60_000);

  it('says nothing of it where nothing failed, and counts what was skipped', async () => {
    const { alone, output, problem, ...all } = await mocha([passing]);
    assert.deepEqual([counts({ alone, ...all }), alone, problem], [[1, 0, 1], [], undefined]);
    assert.match(output, /✔ passes/);
  }).timeout(60_000);

  it('counts as failed where it dies, with what it had run and printed, and names the files that were not run', async () => {
    const outcome = await mocha([passing, dying, passing]);
    assert.deepEqual(counts(outcome), [1, 1, 1]);
    assert.match(
      outcome.problem!,
      new RegExp(`^some ${end} before its tests did\\. These files .*\\n.*1\\.test\\.ts\\n.*2\\.test\\.ts$`),
    );
    assert.match(outcome.output, /a bad one\n +✔ passes/);
  }).timeout(60_000);

  it('counts as failed where it dies before any test', async () => {
    const { problem, ...outcome } = await mocha([passing, 'process.abort();']);
    assert.deepEqual(counts(outcome), [0, 1, 0]);
    assert.match(problem!, new RegExp(`^some ${end} before .*\\n.*0\\.test\\.ts\\n.*1\\.test\\.ts$`));
  }).timeout(60_000);

  it('counts as failed where it dies after its tests', async () => {
    const { problem, ...outcome } = await mocha([late]);
    assert.deepEqual(counts(outcome), [1, 1, 0]);
    assert.match(problem!, new RegExp(`^some ${end} after`));
  }).timeout(60_000);
});
