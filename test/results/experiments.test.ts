import assert from 'node:assert/strict';
import path from 'node:path';
import { compareRuns } from '../../results/compare';
import { experimentLabel, experimentsOf, isExperiment } from '../../results/experiments';
import { RunIndex, type RunRecord } from '../../results/runIndex';
import { type FakeRun, writeFakeRun } from '../fixtures/runs';
import { temporaryFolder } from '../storage/temporaryFolder';

describe('the experiment of a run', () => {
  const folder = temporaryFolder();
  const runsRootOf = (project: string): string => path.join(folder.path, project, '.ferexp', 'runs');

  /** A run of the project from this file of it. */
  async function run(project: string, file: string, given: FakeRun = {}): Promise<RunRecord> {
    const directory = writeFakeRun(runsRootOf(project), { experiment: 'x', runId: file.replace(/\W/g, '-'), ...given });
    const index = new RunIndex(runsRootOf(project));
    await index.refresh();
    const record = index.runs().find((each) => each.directory === directory)!;
    return { ...record, resolved: { ...record.resolved, file: path.join(folder.path, project, file) } };
  }

  const there = () => true;

  it('is that of its folder: the same name elsewhere is another, and each says where it is', async () => {
    const records = [await run('one', 'x.ferexp.json'), await run('two', 'x.ferexp.json')];
    const found = experimentsOf(records, [], there);
    assert.deepEqual(found.map(experimentLabel), ['x (one)', 'x (two)']);
    assert.deepEqual(
      found.map((each) => each.records.length),
      [1, 1],
    );
  });

  it('is that of its file, where files of one project share a name', async () => {
    const records = [await run('p', 'a/x.ferexp.json'), await run('p', 'b/x.ferexp.json')];
    const found = experimentsOf(records, [], there);
    assert.deepEqual(found.map(experimentLabel), ['x (a)', 'x (b)']);
    const beside = [await run('q', 'first.ferexp.json'), await run('q', 'second.ferexp.json')];
    assert.deepEqual(
      experimentsOf(beside, [], there).map(({ place }) => place),
      ['first.ferexp.json', 'second.ferexp.json'],
    );
  });

  it('stays the same when its file is renamed, and when the project is moved', async () => {
    const old = await run('p', 'old.ferexp.json');
    const now = await run('p', 'new.ferexp.json');
    const renamed = experimentsOf([old, now], [], (file) => path.basename(file) === 'new.ferexp.json');
    assert.equal(renamed.length, 1);
    assert.equal(renamed[0]!.place, undefined);
    const moved = await run('p', 'sub/x.ferexp.json');
    const before = { ...moved, resolved: { ...moved.resolved, file: '/elsewhere/p/sub/x.ferexp.json' } };
    const own = path.join(folder.path, 'p', 'sub', 'x.ferexp.json');
    const [experiment, ...more] = experimentsOf(
      [before, moved],
      [],
      (file) => file === own || file.startsWith('/elsewhere'),
    );
    assert.deepEqual(more, []);
    assert.equal(experiment?.file, own);
  });

  it('is there before it has run', () => {
    const known = ['one', 'two'].map((project) => ({
      file: path.join(folder.path, project, 'x.ferexp.json'),
      name: 'x',
      runsRoot: runsRootOf(project),
    }));
    const found = experimentsOf([], known, there);
    assert.deepEqual(
      found.map(({ place }) => place),
      ['one', 'two'],
    );
    for (const wanted of ['x', known[0]!.file, found[0]!.folder, found[0]!.id]) {
      assert.ok(isExperiment(found[0]!, wanted), wanted);
    }
    assert.ok(!isExperiment(found[1]!, found[0]!.id));
  });

  it('is never pooled with another in a comparison, nor are two of one name told apart by nothing', async () => {
    const records = [
      await run('one', 'x.ferexp.json', { testAccuracy: 0.5, seed: 1 }),
      await run('two', 'x.ferexp.json', { testAccuracy: 0.7, seed: 1 }),
    ];
    const view = await compareRuns(records);
    assert.deepEqual(
      view.rows.map(({ experiment, variant }) => [experiment, variant]),
      [
        ['x (one)', 'base'],
        ['x (two)', 'base'],
      ],
    );
    assert.equal(new Set(view.rows.map(({ id }) => id)).size, 2);
    assert.deepEqual(
      view.rows.map(({ metrics }) => metrics.testAccuracy?.count),
      [1, 1],
    );
  });
});
