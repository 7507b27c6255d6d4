import assert from 'node:assert/strict';
import { runSteps } from '../../../scripts/test/run';
import type { Step } from '../../../scripts/test/steps';
import { lastLine } from '../../../scripts/test/words';

const script = (name: string, text: string, more: Partial<Step> = {}): Step => ({
  ...{ name: `of-run-test-${name}`, what: name },
  jobs: () => [{ name: `of-run-test-${name}`, command: [process.execPath, '-e', text], files: [] }],
  ...more,
});

async function run(...steps: Step[]): Promise<{ output: string; last: string }> {
  let output = '';
  const results = await runSteps(steps, { steps: [], places: [] }, (text) => (output += text));
  return { output, last: lastLine(results) };
}

describe('a run of steps', () => {
  it('prints each output whole, in the order of the steps, whichever ends first', async () => {
    const slow = script('slow', "console.log('1'); setTimeout(() => console.error('2'), 300)");
    const { output, last } = await run(slow, script('quick', "console.log('3')"));
    const lines = output.split('\n').filter((line) => line !== '');
    assert.deepEqual(
      lines.map((line) => line.replace(/ in \d+ s$/, '')),
      [
        '── slow (of-run-test-slow)',
        ...['1', '2'],
        '── of-run-test-slow: passed',
        '── quick (of-run-test-quick)',
        '3',
        '── of-run-test-quick: passed',
      ],
    );
    assert.equal(last, '2 checks passed');
  });

  it('counts a check that failed, and runs the others', async () => {
    const { output, last } = await run(script('bad', 'process.exit(4)'), script('good', "console.log('good')"));
    assert.match(output, /bad: FAILED[^]*good/);
    assert.equal(last, '1 check passed, 1 failed');
  });

  it('counts a program that cannot be started, and says so', async () => {
    const gone: Step = {
      ...script('gone', ''),
      jobs: () => [{ name: 'of-run-test-gone', command: ['/nowhere/at/all'], files: [] }],
    };
    const { output, last } = await run(gone, script('good', "console.log('good')"));
    assert.match(output, /of-run-test-gone did not run: .*ENOENT[^]*good/);
    assert.equal(last, '1 check passed, 1 failed');
  });

  it('tests nothing where the build failed, and says so', async () => {
    const build = { ...script('build', 'process.exit(1)'), name: 'build' };
    const suite = script('suite', "console.log('tested')", { suite: 'unit', after: ['build'] });
    const { output, last } = await run(build, suite);
    assert.match(output, /Not run, since the build failed/);
    assert.doesNotMatch(output, /tested/);
    assert.equal(last, '0 passed, 1 failed, 0 skipped');
  });

  it('fails where a suite has run nothing', async () => {
    const { output, last } = await run(script('suite', '', { suite: 'unit' }));
    assert.match(output, /suite: FAILED/);
    assert.equal(last, '0 passed, 1 failed, 0 skipped');
  });
});
