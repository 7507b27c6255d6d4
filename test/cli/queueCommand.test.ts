/** Queues as people have them: the real command with real training, killed, stopped, resumed and run again. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { RunRecord } from '../../results/runIndex';
import { dist, endOf, ferexp, startFerexp } from './command';
import { runsOf, tiny } from './project';
import { temporaryFolder } from './support';

interface Shown {
  readonly total: number;
  readonly ended: number;
  readonly runs: readonly { variant: string; state: string; words: string; seconds?: number }[];
}

describe('a queue', () => {
  const folder = temporaryFolder();
  before(() => assert.ok(existsSync(path.join(dist, 'runner.js')), 'run "npm run build" first'));

  function write(name: string, changes: object): string {
    mkdirSync(path.join(folder.path, '.vscode'), { recursive: true });
    const file = `${name}.ferexp.json`;
    writeFileSync(path.join(folder.path, file), JSON.stringify({ ...tiny, name, ...changes }));
    return file;
  }
  const byVariant = (runs: readonly RunRecord[], variant: string) =>
    runs.find(({ header }) => header.variant === variant)!;
  async function until(what: string, holds: (runs: readonly RunRecord[]) => boolean): Promise<readonly RunRecord[]> {
    const deadline = Date.now() + 30_000;
    for (;;) {
      const runs = await runsOf(folder.path);
      if (holds(runs)) return runs;
      assert.ok(Date.now() < deadline, `${what}: ${JSON.stringify(runs.map(({ header }) => header))}`);
      await wait(50);
    }
  }
  const isState = (variant: string, state: string) => (runs: readonly RunRecord[]) =>
    byVariant(runs, variant)?.header.state === state;
  async function shown(): Promise<Shown> {
    return JSON.parse((await ferexp(folder.path, ['queue', '--json'])).out) as Shown;
  }

  it('whose process is killed keeps its place on disk, is stopped and goes on as a whole', async () => {
    const file = write('crossed', { matrix: { 'training.epochs': [500, 1, 2] } });
    const coordinator = startFerexp(folder.path, ['run', file]);
    const killed = endOf(coordinator);
    await until('the first trains', (runs) => (byVariant(runs, 'epochs-500')?.header.epoch ?? 0) >= 1);
    const living = await shown();
    assert.deepEqual([living.total, living.ended], [3, 0]);
    assert.deepEqual(
      living.runs.map(({ variant, state }) => [variant, state]),
      [
        ['epochs-500', 'running'],
        ['epochs-1', 'waiting'],
        ['epochs-2', 'waiting'],
      ],
    );

    coordinator.kill('SIGKILL');
    await killed;
    const gone = await shown();
    assert.deepEqual(
      gone.runs.map(({ variant, state }) => [variant, state]),
      [
        ['epochs-500', 'running'],
        ['epochs-1', 'left'],
        ['epochs-2', 'left'],
      ],
    );
    assert.equal(gone.runs[1]!.words, 'waiting, its queue is gone');

    assert.equal((await ferexp(folder.path, ['stop', '--all'])).code, 0);
    const before = await until('the first stops', isState('epochs-500', 'cancelled'));
    const table = await ferexp(folder.path, ['queue']);
    assert.match(table.err, /^3 left over\. Go on with: ferexp resume --all$/m);

    const resumed = endOf(startFerexp(folder.path, ['resume', '--all']));
    const { directory, header } = byVariant(before, 'epochs-500');
    const events = () => readFileSync(path.join(directory, 'events.jsonl'), 'utf8');
    await until('the first goes on from its checkpoint', () => events().includes('"resumedFromEpoch":'));
    await ferexp(folder.path, ['stop', header.runId]);
    const { code, err } = await resumed;
    assert.equal(code, 1);
    const begun = [...err.matchAll(/^Run (\d) of 3: crossed, (\S+) /gm)].map(([, position, variant]) => [
      position,
      variant,
    ]);
    assert.deepEqual(begun, [
      ['1', 'epochs-500'],
      ['2', 'epochs-1'],
      ['3', 'epochs-2'],
    ]);
    const runs = await runsOf(folder.path);
    assert.deepEqual(
      runs.map((run) => [run.directory, run.header.state]).sort(),
      before.map((run) => [run.directory, run.directory === directory ? 'cancelled' : 'completed']).sort(),
    );
    assert.deepEqual(
      (await shown()).runs.map(({ variant, words }) => [variant, words]),
      [['epochs-500', 'stopped']],
    );
  }).timeout(90_000);

  it('counts a run once that was stopped and goes on in a queue of its own', async () => {
    const epochs = (count: number) => ({ training: { ...tiny.training, epochs: count } });
    const file = write('pair', { ...epochs(500), variants: { other: { seed: 2 } } });
    const ended = endOf(startFerexp(folder.path, ['run', file]));
    const trains = (variant: string) => (runs: readonly RunRecord[]) =>
      (byVariant(runs, variant)?.header.epoch ?? 0) >= 1 && isState(variant, 'running')(runs);
    const { runId } = byVariant(await until('the first trains', trains('base')), 'base').header;
    await ferexp(folder.path, ['stop', runId]);
    await until('the second trains', trains('other'));
    const resumed = endOf(startFerexp(folder.path, ['resume', runId]));
    await until('the first waits again', isState('base', 'queued'));
    const { total, ended: done, runs } = await shown();
    assert.deepEqual([total, done, runs.length], [2, 0, 2]);
    await ferexp(folder.path, ['stop', '--all']);
    await Promise.all([ended, resumed]);
  }).timeout(60_000);

  it('ends with the table of the whole experiment, whichever runs were left to resume', async () => {
    const file = write('pair', { variants: { other: { training: { ...tiny.training, epochs: 60 } } } });
    const ended = endOf(startFerexp(folder.path, ['run', file]));
    const runs = await until('the second trains', (all) => (byVariant(all, 'other')?.header.epoch ?? 0) >= 1);
    await ferexp(folder.path, ['stop', byVariant(runs, 'other').header.runId]);
    assert.equal((await ended).code, 1);
    const { code, out } = await ferexp(folder.path, ['resume', '--all']);
    assert.equal(code, 0);
    const compared = await ferexp(folder.path, ['compare']);
    assert.match(out, /^│ base .*baseline/m);
    assert.equal(out, compared.out);
  }).timeout(60_000);

  it('leaves out for good what was taken out of it', async () => {
    const file = write('crossed', { matrix: { 'training.epochs': [500, 1, 2] } });
    const ended = endOf(startFerexp(folder.path, ['run', file]));
    const queued = await until('the first trains', (runs) => (byVariant(runs, 'epochs-500')?.header.epoch ?? 0) >= 1);
    const id = byVariant(queued, 'epochs-1').header.runId;
    assert.equal((await ferexp(folder.path, ['stop', id])).out, `${id}: taken out of the queue\n`);
    await until('the second is out', isState('epochs-1', 'cancelled'));
    await ferexp(folder.path, ['stop', '--all']);
    assert.equal((await ended).code, 1);
    const { runs } = await shown();
    assert.deepEqual(
      runs.map(({ variant, words }) => [variant, words]),
      [
        ['epochs-500', 'stopped'],
        ['epochs-2', 'stopped'],
      ],
    );
  }).timeout(60_000);

  it('waits for an earlier one of the project, and runs beside it when asked to', async () => {
    const first = endOf(
      startFerexp(folder.path, ['run', write('long', { training: { ...tiny.training, epochs: 500 } })]),
    );
    await until('the first trains', (runs) => runs.some(({ header }) => (header.epoch ?? 0) >= 1));
    const short = { variants: { second: { seed: 2 } } };
    const second = endOf(startFerexp(folder.path, ['run', write('short', short), '--variant', 'second']));
    const third = await ferexp(folder.path, ['run', write('beside', {}), '--beside']);
    assert.equal(third.code, 0, third.err);
    const waiting = await runsOf(folder.path);
    assert.equal(byVariant(waiting, 'second').header.state, 'queued');
    await ferexp(folder.path, ['stop', waiting.find(({ header }) => header.experiment === 'long')!.header.runId]);
    await first;
    const { code, err } = await second;
    assert.equal(code, 0, err);
    assert.match(err, /^1 run of another queue goes first, \S+-base-1-\S+ among them\. --beside does not wait\.$/m);
    const runs = await runsOf(folder.path);
    const long = runs.find(({ header }) => header.experiment === 'long')!.header;
    assert.ok(byVariant(runs, 'second').header.startedAt! >= long.endedAt!);
  }).timeout(60_000);

  it('runs two at a time with one thread each', async () => {
    const file = write('pair', { variants: { other: { seed: 2 } } });
    const { code, err } = await ferexp(folder.path, ['run', file, '--jobs', '64'], {
      env: { FEREXP_WASM_WORKERS: '' },
    });
    assert.equal(code, 0, err);
    for (const { directory } of await runsOf(folder.path)) {
      const environment = JSON.parse(readFileSync(path.join(directory, 'environment.json'), 'utf8')) as {
        threads: number;
      };
      assert.equal(environment.threads, 1);
    }
  }).timeout(30_000);

  it('leaves out what is done, also in a folder that moved, but not on data that changed', async () => {
    const inside = path.join(folder.path, 'inside');
    mkdirSync(path.join(inside, '.vscode'), { recursive: true });
    const synth = (seed: string) =>
      ferexp(inside, ['data', 'synth', 'faces.csv', '--training', '80', '--test', '24', '--seed', seed]);
    await synth('1');
    const data = { source: 'faces.csv', validation: tiny.data.validation };
    writeFileSync(path.join(inside, 'a.ferexp.json'), JSON.stringify({ ...tiny, name: 'a', data }));
    assert.equal((await ferexp(inside, ['run', 'a.ferexp.json'])).code, 0);

    const moved = path.join(folder.path, 'moved');
    renameSync(inside, moved);
    renameSync(path.join(moved, 'a.ferexp.json'), path.join(moved, 'renamed.ferexp.json'));
    const again = await ferexp(moved, ['run', 'renamed.ferexp.json']);
    assert.equal(again.code, 0, again.err);
    assert.match(again.err, /^1 run done before with the same settings, seed and data: not run again\.$/m);
    assert.match(again.out, /│ base /);
    assert.equal((await runsOf(moved)).length, 1);

    const plan = JSON.parse((await ferexp(moved, ['run', 'renamed.ferexp.json', '--dry-run', '--json'])).out) as {
      runs: object[];
      done: object[];
    };
    assert.deepEqual([plan.runs.length, plan.done.length], [0, 1]);
    assert.equal((await ferexp(moved, ['run', 'renamed.ferexp.json', '--again'])).code, 0);
    assert.equal((await runsOf(moved)).length, 2);

    await ferexp(path.dirname(moved), [
      'data',
      'synth',
      'moved/faces.csv',
      '--training',
      '80',
      '--test',
      '24',
      '--seed',
      '2',
    ]);
    const changed = await ferexp(moved, ['run', 'renamed.ferexp.json']);
    assert.equal(changed.code, 0, changed.err);
    assert.doesNotMatch(changed.err, /done before/);
    assert.equal((await runsOf(moved)).length, 3);
  }).timeout(60_000);
});
