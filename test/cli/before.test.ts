/**
 * What version 0.1.0 left on a disk, in test/fixtures/before: three runs, one of them stopped within an epoch, and the cache
 * of their faces, in a project that was moved since. Made by its command on one thread without relaxed SIMD, whose bits do not
 * depend on the processor.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runsRootIn } from '../../experiment/project';
import { RunIndex } from '../../results/runIndex';
import { pictureHashBytes, predictionsFile, readPredictions } from '../../storage/run/predictions';
import { ferexp } from './command';
import type { ComparisonView } from '../../schemas/messages/comparison';

const fixture = path.join(__dirname, '../fixtures/before');
const expected = (name: string): Buffer => readFileSync(path.join(fixture, 'expected', name));

describe('what the version before left on the disk', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'ferexp-before-'));
    cpSync(fixture, folder, { recursive: true });
    renameSync(path.join(folder, 'ferexp'), path.join(folder, '.ferexp'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const runs = (): string[] =>
    readdirSync(runsRootIn(folder)).flatMap((experiment) =>
      readdirSync(path.join(runsRootIn(folder), experiment)).map((run) =>
        path.join(runsRootIn(folder), experiment, run),
      ),
    );
  const only = (directory: string, ending: string): Buffer => {
    const [name, ...others] = readdirSync(directory).filter((each) => each.endsWith(ending));
    assert.deepEqual(others, []);
    return readFileSync(path.join(directory, name!));
  };
  const command = async (...args: string[]): Promise<string> => {
    const preload = path.join(__dirname, '../runner/engine/wasm/plainSimd.cjs');
    const env = { NODE_OPTIONS: `--require ${preload}`, FEREXP_WASM_WORKERS: '1' };
    const { code, out, err } = await ferexp(folder, args, { env });
    assert.equal(code, 0, err);
    return out;
  };

  /** The faces as they were, as the cache knows them by size and time; the file itself holds none, so that only the cache can. */
  function placeFaces(): void {
    const file = path.join(folder, 'data', 'faces.csv');
    const day = new Date('2026-03-14T12:00:00Z');
    writeFileSync(file, Buffer.alloc(345954));
    utimesSync(file, day, day);
    const cache = path.join(folder, '.ferexp', 'cache');
    const name = createHash('sha256').update(file).digest('hex').slice(0, 24);
    renameSync(path.join(cache, 'faces.csv.faces'), path.join(cache, `${name}.faces`));
  }

  it('is listed and compared with the numbers that it had', async () => {
    const listed = JSON.parse(await command('list', '--json')) as { experiment: string; state: string }[];
    assert.deepEqual(Object.fromEntries(listed.map(({ experiment, state }) => [experiment, state])), {
      stopped: 'cancelled',
      child: 'completed',
      before: 'completed',
    });
    const { rows } = JSON.parse(await command('compare', '--json')) as ComparisonView;
    const accuracies = Object.fromEntries(
      rows.map(({ experiment, metrics }) => [experiment, metrics.testAccuracy?.mean]),
    );
    assert.deepEqual(accuracies, { before: 2 / 14, child: 2 / 14, stopped: undefined });
  });

  it('is known to every reader by the paths of its present place', async () => {
    const index = new RunIndex(runsRootIn(folder));
    await index.refresh();
    const files = index.runs().map(({ resolved }) => [resolved.file, resolved.baseDirectory]);
    const names = ['stopped', 'child', 'before'].map((name) => [path.join(folder, `${name}.ferexp.json`), folder]);
    assert.deepEqual(files.sort(), names.sort());
  });

  it('counts as done, with what it started from', async () => {
    placeFaces();
    const before = runs();
    await command('run', 'child.ferexp.json');
    assert.deepEqual(runs(), before);
  });

  it('goes on from its checkpoint and its cached faces to the bytes that a run without a stop ends with', async () => {
    placeFaces();
    const run = runs().find((directory) => directory.includes('stopped'))!;
    await command('resume', run);
    assert.deepEqual(only(path.join(run, 'model'), '.bin'), expected('weights.bin'));
    // Predictions have had a hash of each picture since; all else is as it was.
    const { pictures, ...predictions } = await readPredictions(run, 'test');
    assert.equal(pictures!.length, pictureHashBytes * predictions.ids.length);
    const before = predictionsFile(path.join(folder, 'without-a-stop'), 'test');
    mkdirSync(path.dirname(before), { recursive: true });
    writeFileSync(before, expected('test.bin'));
    assert.deepEqual(predictions, await readPredictions(path.join(folder, 'without-a-stop'), 'test'));
  });

  // A kernel that rounds in another way makes every run another one. The hashes were made by commit 42c47d1, before the kernels
  // for whole channels; a change on purpose needs new ones, and a line in the changelog.
  it('has networks that train to the bits that they had', async () => {
    await command('run', 'networks.ferexp.json');
    const hashes = JSON.parse(expected('networks.json').toString()) as Record<string, string>;
    const found = Object.keys(hashes).map((variant) => {
      const run = runs().find(
        (directory) => path.basename(directory).includes(`-${variant}-1-`) && directory.includes('networks'),
      )!;
      return [
        variant,
        createHash('sha256')
          .update(only(path.join(run, 'model'), '.bin'))
          .digest('hex'),
      ];
    });
    assert.deepEqual(Object.fromEntries(found), hashes);
  }).timeout(120_000);
});
