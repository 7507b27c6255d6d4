import assert from 'node:assert/strict';
import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runsToStore } from '../../results/projectRuns';
import { RunIndex, type RunRecord } from '../../results/runIndex';
import { CachedRun } from '../../results/cachedRun';
import { SettingsPool } from '../../results/sharedSettings';
import { encodeRuns, RestoredRuns } from '../../results/storedRuns';
import { changeNote } from '../../storage/run/note';
import { predictionsFile } from '../../storage/run/predictions';
import { compareRuns } from '../../results/compare';
import { Memory } from '../../results/memory';
import { type FakeRun, writeFakeRun } from '../fixtures/runs';
import { temporaryFolder } from '../storage/temporaryFolder';

const version = '1.2.3';

/** A folder that was changed just now may change again within its modification time: such a run is not stored. */
function aged(directory: string): string {
  utimesSync(directory, new Date(2026, 0, 1), new Date(2026, 0, 1));
  return directory;
}

describe('stored runs', () => {
  const folder = temporaryFolder();
  const write = (run: FakeRun) => aged(writeFakeRun(folder.path, run));

  async function listed(index: RunIndex): Promise<RunRecord[]> {
    await index.refresh();
    return index.runs();
  }

  function writeRuns(): string[] {
    return [
      write({ variant: 'base', repeat: 0 }),
      write({ variant: 'base', repeat: 1, warnings: ['a warning'] }),
      write({ variant: 'flip', repeat: 0, techniques: { labelSmoothing: { epsilon: 0.1 } } }),
      write({
        experiment: 'other',
        initFrom: { model: 'm/model.json' },
        published: { testAccuracy: 0.5, source: 's' },
      }),
      write({ variant: 'flip', repeat: 1, state: 'failed', message: 'no' }),
      write({ variant: 'flip', repeat: 2, state: 'interrupted' }),
    ];
  }

  async function stored(): Promise<string> {
    const index = new RunIndex(folder.path);
    await index.refresh();
    // The first refresh reads, the second finds that nothing changes any more.
    await index.refresh();
    return encodeRuns(index.stored(), folder.path, version);
  }

  it('are what their files say, and only finished runs', async () => {
    writeRuns();
    const text = await stored();
    const restored = RestoredRuns.of(text, folder.path, version);
    assert.equal(restored.size, 4);
    assert.deepEqual(await listed(new RunIndex(folder.path, restored)), await listed(new RunIndex(folder.path)));
  });

  it('have stars and notes, and give way to those that were given, changed and taken since', async () => {
    const [starred, noted, plain] = [
      write({ repeat: 0, starred: true }),
      write({ repeat: 1, note: 'one\ntwo' }),
      write({ repeat: 2 }),
    ];
    const saidOf = (runs: readonly RunRecord[]) =>
      new Map(runs.map(({ directory, header }) => [directory, [header.starred, header.note]]));
    const text = await stored();
    const restored = new RunIndex(folder.path, RestoredRuns.of(text, folder.path, version));
    const said = saidOf(await listed(restored));
    assert.deepEqual(
      [said.get(starred), said.get(noted)],
      [
        [true, undefined],
        [undefined, 'one\ntwo'],
      ],
    );
    assert.equal(restored.news, 0);

    await changeNote(starred, { starred: false });
    await changeNote(plain, { note: 'new' });
    // In place, within the folder's old time.
    writeFileSync(path.join(noted, 'note.json'), JSON.stringify({ version: 1, starred: true, text: 'other' }));
    const now = new RunIndex(folder.path, RestoredRuns.of(text, folder.path, version));
    assert.deepEqual(
      saidOf(await listed(now)),
      new Map([
        [plain, [undefined, 'new']],
        [noted, [true, 'other']],
        [starred, [undefined, undefined]],
      ]),
    );
  });

  it('give way to what changed since: another summary, a deleted run, a new one', async () => {
    const [changed, , deleted] = writeRuns();
    const restored = RestoredRuns.of(await stored(), folder.path, version);
    aged(
      writeFakeRun(folder.path, { variant: 'base', repeat: 0, testAccuracy: 0.123, runId: path.basename(changed!) }),
    );
    rmSync(deleted!, { recursive: true });
    write({ variant: 'new' });
    const index = new RunIndex(folder.path, restored);
    const now = await listed(index);
    assert.deepEqual(now, await listed(new RunIndex(folder.path)));
    const accuracy = now.find(({ directory }) => directory === changed)!.summary!.splits['test']!.accuracy;
    assert.ok(Math.abs(accuracy - 0.123) < 0.001, String(accuracy));
  });

  it('are listed as they were by a window that opens, and as they are by the next look', async () => {
    const [changed, noted, deleted] = writeRuns();
    const text = await stored();
    const before = new Map((await listed(new RunIndex(folder.path))).map((run) => [run.directory, run]));
    aged(
      writeFakeRun(folder.path, { variant: 'base', repeat: 0, testAccuracy: 0.123, runId: path.basename(changed!) }),
    );
    await changeNote(noted!, { starred: true });
    rmSync(deleted!, { recursive: true });
    const added = write({ variant: 'new' });

    const index = new RunIndex(folder.path, RestoredRuns.of(text, folder.path, version));
    await index.open();
    const opened = index.runs();
    const fresh = await listed(new RunIndex(folder.path));
    assert.deepEqual(
      opened.map(({ directory }) => directory).sort(),
      fresh.map(({ directory }) => directory).sort(),
      'no run that is gone, and every new one',
    );
    for (const run of opened) {
      const expected = run.directory === changed || run.directory === noted ? before.get(run.directory) : undefined;
      assert.deepEqual(run, expected ?? fresh.find(({ directory }) => directory === run.directory));
    }
    assert.deepEqual((await index.refresh()).changed, [changed, noted].sort());
    assert.deepEqual(index.runs(), fresh);
    assert.equal(index.news, opened.length - 3, 'of the runs that were there, three were stored');
    assert.ok(opened.some(({ directory }) => directory === added));
  });

  it('are restored without blocking on a slow disk, where their files are as they were', async () => {
    const [changed, noted] = [write({ repeat: 0 }), write({ repeat: 1, note: 'one' })];
    const index = new RunIndex(folder.path);
    await index.refresh();
    await index.refresh();
    const runs = index.stored();
    writeFileSync(path.join(changed, 'summary.json'), '{}');
    const restored = (directory: string) => new CachedRun(directory, new SettingsPool());
    assert.equal(await restored(changed).restore(runs.get(changed)!), false);
    const run = restored(noted);
    assert.equal(await run.restore(runs.get(noted)!), true);
    assert.deepEqual(
      run.record,
      index.runs().find(({ directory }) => directory === noted),
    );
    writeFileSync(path.join(noted, 'note.json'), JSON.stringify({ version: 1, text: 'another' }));
    assert.equal(await restored(noted).restore(runs.get(noted)!), false);
  });

  it('are written again only where much is new', async () => {
    for (let repeat = 0; repeat < 500; repeat++) write({ repeat, testExamples: 14 });
    const index = new RunIndex(folder.path);
    await index.refresh();
    const text = runsToStore(index, version)!;
    assert.equal(RestoredRuns.of(text, folder.path, version).size, 500);
    assert.equal(runsToStore(index, version), undefined, 'nothing is new since');
    const later = new RunIndex(folder.path, RestoredRuns.of(text, folder.path, version));
    await later.refresh();
    assert.equal(runsToStore(later, version), undefined, 'all was read from it');
    for (let repeat = 0; repeat < 30; repeat++) write({ variant: 'new', repeat, testExamples: 14 });
    await later.refresh();
    assert.equal(RestoredRuns.of(runsToStore(later, version)!, folder.path, version).size, 530);
    assert.equal(runsToStore(later, version), undefined);
  }).timeout(60_000);

  it('are none of another folder or of another version', async () => {
    writeRuns();
    const text = await stored();
    assert.equal(RestoredRuns.of(text, folder.path, '1.2.4').size, 0);
    assert.equal(RestoredRuns.of(text, '/elsewhere', version).size, 0);
    assert.equal(RestoredRuns.of(text.replace('"format":4', '"format":5'), folder.path, version).size, 0);
  });

  it('share what they have in common, and take a fraction of the text', async () => {
    for (let repeat = 0; repeat < 50; repeat++) write({ repeat, testExamples: 14 });
    const text = await stored();
    const index = new RunIndex(folder.path);
    await index.refresh();
    const restored = RestoredRuns.of(text, folder.path, version);
    const runs = index.runs().map(({ directory }) => restored.run(path.relative(folder.path, directory)));
    assert.equal(runs.length, 50);
    const [first, second] = runs;
    assert.equal(first!.resolved.training, second!.resolved.training);
    assert.equal(first!.summary.classNames, second!.summary.classNames);
    assert.notEqual(first!.resolved.seed, second!.resolved.seed);
    const plain = JSON.stringify(runs);
    assert.ok(text.length * 4 < plain.length, `${text.length} of ${plain.length}`);
  });
});

describe('the memory of comparisons', () => {
  const folder = temporaryFolder();
  const write = (variant: string, testAccuracy: number, repeat: number) =>
    aged(writeFakeRun(folder.path, { variant, repeat, testAccuracy, testExamples: 200 }));

  function writeRows(): void {
    for (const repeat of [0, 1, 2]) {
      write('base', 0.6 + repeat / 100, repeat);
      write('flip', 0.65 + repeat / 50, repeat);
      write('shift', 0.61 + repeat / 70, repeat);
    }
  }

  async function records(): Promise<RunRecord[]> {
    const index = new RunIndex(folder.path);
    await index.refresh();
    return index.runs();
  }

  it('computes nothing twice, and a changed run changes its row alone', async () => {
    writeRows();
    const memory = new Memory();
    const first = await compareRuns(await records(), { memory });
    // The facts of three rows, and two differences.
    assert.equal(memory.news, 5);
    assert.deepEqual(await compareRuns(await records(), { memory }), first);
    assert.equal(memory.news, 5);
    write('flip', 0.9, 3);
    const second = await compareRuns(await records(), { memory });
    assert.equal(memory.news, 7);
    assert.deepEqual(second, await compareRuns(await records(), { memory: new Memory() }));
    assert.notDeepEqual(second.rows[1], first.rows[1]);
  });

  it('notices predictions that change or get lost', async () => {
    writeRows();
    const memory = new Memory();
    const all = await records();
    const whole = await compareRuns(all, { memory });
    const lost = all.find(({ resolved }) => resolved.variant === 'flip')!;
    writeFileSync(predictionsFile(lost.directory, 'test'), 'cut');
    const without = await compareRuns(all, { memory });
    assert.notDeepEqual(without, whole);
    assert.deepEqual(without, await compareRuns(all, { memory: new Memory() }));
  });

  it('outlives the process, for the same version', async () => {
    writeRows();
    const memory = new Memory();
    const all = await records();
    const metrics = ['accuracy', 'recall:happy', 'brier'];
    const views = [];
    for (const metric of metrics) views.push(await compareRuns(all, { memory, metric }));
    const text = memory.stored(version);
    const later = new Memory();
    later.restore(text, version);
    const again = [];
    for (const metric of metrics) again.push(await compareRuns(all, { memory: later, metric }));
    assert.deepEqual(again, views);
    assert.equal(later.news, 0);
    const other = new Memory();
    other.restore(text, '1.2.4');
    await compareRuns(all, { memory: other });
    assert.equal(other.news, 5);
  });
});
