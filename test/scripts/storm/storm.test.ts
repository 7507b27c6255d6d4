import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { Random } from '../../../runner/random';
import { root } from '../../../scripts/paths';
import { mutateBytes, mutateJsonText, mutateLines } from '../../../scripts/storm/mutate';
import { targets } from '../../../scripts/storm/targets';

const run = promisify(execFile);

describe('the storm', () => {
  it('is 5,000 tries over every kind of file that the product reads', () => {
    assert.equal(
      targets.reduce((sum, { tries }) => sum + tries, 0),
      5000,
    );
    assert.equal(new Set(targets.map(({ name }) => name)).size, targets.length);
  });

  it('damages by its seed, and nearly always', () => {
    const text = '{"a":[1,2,{"b":"c"}],"d":0.5}';
    for (const mutate of [
      mutateJsonText,
      mutateLines,
      (whole: string, random: Random) => mutateBytes(Buffer.from(whole), random),
    ]) {
      let same = 0;
      fc.assert(
        fc.property(fc.nat(1e6), (seed) => {
          const draw = () => mutate(text, new Random(seed, 'test', 0, 0)).toString('latin1');
          assert.equal(draw(), draw());
          if (draw() === text) same++;
        }),
      );
      assert.ok(same < 30, `${same} of 100 were left as they were`);
    }
  });

  it('finds nothing, in small', async () => {
    const args = ['--require', 'tsx/cjs', path.join(root, 'scripts', 'storm.ts'), '--share', '0.02', '--kills', '2'];
    const { stdout } = await run(process.execPath, args, { cwd: root }).catch((error: { stdout: string }) => error);
    assert.match(stdout, /^1\d\d mutations and 2 kills, seed 1: 0 failures$/m, stdout);
  }).timeout(300_000);
});
