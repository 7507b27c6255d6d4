import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { RunIndex, type RunRecord } from '../../results/runIndex';
import { changeNote } from '../../storage/run/note';
import { currentProcess } from '../../storage/machine/processIdentity';
import { fakeResolved, writeFakeRun } from '../fixtures/runs';
import { temporaryFolder } from '../storage/temporaryFolder';

describe('run index', () => {
  const folder = temporaryFolder();
  const only = (index: RunIndex): RunRecord => {
    const runs = index.runs();
    assert.equal(runs.length, 1);
    return runs[0]!;
  };
  const write = (directory: string, name: string, value: unknown): void =>
    writeFileSync(path.join(directory, name), typeof value === 'string' ? value : JSON.stringify(value));
  /** As if everything had been written a minute ago. */
  const age = (directory: string, ...names: string[]): void => {
    const then = new Date(Date.now() - 60_000);
    for (const name of [...names, '.']) utimesSync(path.join(directory, name), then, then);
  };

  it('is empty where there is no folder of runs', async () => {
    const index = new RunIndex(path.join(folder.path, 'nowhere'));
    assert.deepEqual(await index.refresh(), { changed: [], removed: [] });
    assert.deepEqual(index.runs(), []);
  });

  it('lists runs of all states, newest first', async () => {
    const states = ['completed', 'cancelled', 'failed', 'interrupted', 'running', 'queued'] as const;
    const directories = states.map((state, hour) =>
      writeFakeRun(folder.path, { state, startedAt: `2026-01-01T0${hour}:00:00.000Z` }),
    );
    const index = new RunIndex(folder.path);
    const { changed } = await index.refresh();
    assert.deepEqual(changed, [...directories].sort());
    assert.deepEqual(
      index.runs().map(({ header }) => header.state),
      [...states].reverse(),
    );
  });

  it('tells what changed, and nothing when nothing did', async () => {
    const first = writeFakeRun(folder.path, { repeat: 0 });
    const running = writeFakeRun(folder.path, { repeat: 1, state: 'running', epochsRun: 1, epochs: 5 });
    age(first, 'summary.json');
    const index = new RunIndex(folder.path);
    await index.refresh();
    assert.deepEqual(await index.refresh(), { changed: [], removed: [] });
    const record = index.runs().find(({ directory }) => directory === first);

    const event = { seq: 99, time: '2026-01-01T12:00:00.000Z', type: 'warning', message: 'careful' };
    appendFileSync(path.join(running, 'events.jsonl'), `${JSON.stringify(event)}\n`);
    assert.deepEqual(await index.refresh(), { changed: [running], removed: [] });
    assert.equal(
      index.runs().find(({ directory }) => directory === first),
      record,
    );

    rmSync(first, { recursive: true });
    assert.deepEqual(await index.refresh(), { changed: [], removed: [first] });
    assert.equal(index.runs().length, 1);
  });

  it('looks again only at what is not complete, what is new and what was touched, where that is known', async () => {
    const [changed, gone, other] = [0, 1, 2].map((repeat) => writeFakeRun(folder.path, { repeat }));
    const running = writeFakeRun(folder.path, { repeat: 3, state: 'running', epochsRun: 1 });
    for (const directory of [changed!, gone!, other!]) age(directory, 'summary.json');
    const index = new RunIndex(folder.path);
    await index.refresh();
    await index.refresh();
    const accuracyOf = (directory: string) =>
      index.runs().find((run) => run.directory === directory)!.summary!.splits['test']!.accuracy;
    const before = accuracyOf(changed!);
    writeFakeRun(folder.path, { repeat: 0, testAccuracy: 0.2, runId: path.basename(changed!) });
    rmSync(gone!, { recursive: true });
    rmSync(path.join(running, 'lock.json'));
    const added = writeFakeRun(folder.path, { repeat: 4 });
    const seen = await index.refresh(new Set());
    assert.deepEqual(seen, { changed: [running, added].sort(), removed: [gone] });
    assert.equal(accuracyOf(changed!), before);
    assert.deepEqual((await index.refresh(new Set([changed!]))).changed, [changed]);
    assert.notEqual(accuracyOf(changed!), before);
  });

  it('sees the star and the note of a completed run, and that they change, and nothing else of it', async () => {
    const directory = writeFakeRun(folder.path);
    age(directory, 'summary.json');
    const index = new RunIndex(folder.path);
    await index.refresh();
    const before = only(index);
    const said = async (): Promise<unknown> => {
      age(directory);
      await index.refresh();
      const { header, ...rest } = only(index);
      const { starred, note, ...others } = header;
      assert.deepEqual({ ...rest, header: others }, before);
      assert.deepEqual((await new RunIndex(folder.path).refresh()).changed, [directory]);
      return [starred, note];
    };
    await changeNote(directory, { starred: true });
    assert.deepEqual(await said(), [true, undefined]);
    await changeNote(directory, { note: 'lower rate' });
    utimesSync(path.join(directory, 'note.json'), 1, 1);
    assert.deepEqual(await said(), [true, 'lower rate']);
    // Written in place, as an editor may do: the folder stays as it was.
    write(directory, 'note.json', { version: 1, starred: false, text: 'other' });
    assert.deepEqual(await said(), [undefined, 'other']);
    await index.refresh();
    assert.deepEqual(await index.refresh(), { changed: [], removed: [] });
    await changeNote(directory, { note: '' });
    assert.deepEqual(await said(), [undefined, undefined]);
  });

  for (const state of ['completed', 'failed', 'interrupted', 'queued', 'running'] as const) {
    it(`lists a ${state} run whose note is damaged, and names the file`, async () => {
      const directory = writeFakeRun(folder.path, { state });
      const sound = new RunIndex(folder.path);
      await sound.refresh();
      write(directory, 'note.json', '{"version":1,"starred":"yes"');
      const index = new RunIndex(folder.path);
      await index.refresh();
      const { header, ...rest } = only(index);
      const { noteProblem, ...others } = header;
      assert.match(noteProblem!, /note\.json is not valid JSON.*The run itself is whole\./);
      const { header: expected, ...restOfSound } = only(sound);
      assert.deepEqual(others, expected);
      assert.deepEqual(rest, restOfSound);
      assert.deepEqual([...index.stored()], []);
    });
  }

  it('sees a run through its life', async () => {
    const directory = writeFakeRun(folder.path, { state: 'queued' });
    const index = new RunIndex(folder.path);
    await index.refresh();
    assert.equal(only(index).header.state, 'queued');

    write(directory, 'lock.json', currentProcess());
    rmSync(path.join(directory, 'queued.json'));
    await index.refresh();
    assert.equal(only(index).header.state, 'running');

    write(directory, 'stop', '');
    await index.refresh();
    assert.equal(only(index).header.stopping, true);

    write(directory, 'lock.json', { ...currentProcess(), processStart: 'gone' });
    await index.refresh();
    assert.equal(only(index).header.state, 'interrupted');
    assert.equal(only(index).header.stopping, false);
  });

  it('never calls a run running whose process is gone, though no file changed', async () => {
    const directory = writeFakeRun(folder.path, { state: 'running' });
    write(directory, 'lock.json', { ...currentProcess(), host: 'a-cluster-node' });
    const index = new RunIndex(folder.path);
    await index.refresh();
    assert.equal(only(index).header.state, 'running');
    const hourAgo = new Date(Date.now() - 3_600_000);
    for (const name of ['lock.json', 'events.jsonl']) utimesSync(path.join(directory, name), hourAgo, hourAgo);
    await index.refresh();
    assert.equal(only(index).header.state, 'interrupted');
  });

  it('can resume what has not completed, from its checkpoint or anew', async () => {
    for (const [state, resumable] of [
      ['completed', false],
      ['running', false],
      ['queued', false],
      ['cancelled', true],
      ['failed', true],
      ['interrupted', true],
    ] as const) {
      rmSync(path.join(folder.path, 'fake'), { recursive: true, force: true });
      const directory = writeFakeRun(folder.path, { state });
      const index = new RunIndex(folder.path);
      await index.refresh();
      assert.equal(only(index).header.resumable, resumable, state);
      if (!resumable) continue;
      rmSync(path.join(directory, 'checkpoint'), { recursive: true });
      mkdirSync(path.join(directory, 'checkpoint', '2-9.partial'), { recursive: true });
      const again = new RunIndex(folder.path);
      await again.refresh();
      assert.equal(only(again).header.resumable, true, state);
      if (state === 'interrupted')
        assert.match(
          only(again).header.remedy ?? '',
          /it has no checkpoint yet, so it starts again with the same seed\.$/,
        );
    }
  });

  it('calls a stopped run that was resumed and killed interrupted, and a completed one completed', async () => {
    for (const [state, expected] of [
      ['cancelled', 'interrupted'],
      ['completed', 'completed'],
    ] as const) {
      rmSync(path.join(folder.path, 'fake'), { recursive: true, force: true });
      const directory = writeFakeRun(folder.path, { state });
      age(directory, 'summary.json');
      write(directory, 'lock.json', { ...currentProcess(), processStart: 'gone' });
      const events = readFileSync(path.join(directory, 'events.jsonl'), 'utf8');
      appendFileSync(path.join(directory, 'events.jsonl'), events.slice(0, events.indexOf('\n') + 1));
      const index = new RunIndex(folder.path);
      await index.refresh();
      assert.equal(only(index).header.state, expected);
      assert.equal(only(index).summary !== undefined, expected === 'completed');
    }
  });

  it('shows how an ended run without a summary said that it ended', async () => {
    const directory = writeFakeRun(folder.path, {
      state: 'failed',
      message: 'The disk is full.',
      remedy: 'Free some.',
    });
    rmSync(path.join(directory, 'summary.json'));
    const index = new RunIndex(folder.path);
    await index.refresh();
    const { header } = only(index);
    assert.deepEqual([header.state, header.message, header.remedy], ['failed', 'The disk is full.', 'Free some.']);
  });

  it('shows damaged runs as failed, names the file, and still lists the others', async () => {
    const good = writeFakeRun(folder.path, { repeat: 0 });
    const noExperiment = writeFakeRun(folder.path, { repeat: 1 });
    const badExperiment = writeFakeRun(folder.path, { repeat: 2 });
    const badSummary = writeFakeRun(folder.path, { repeat: 3 });
    const emptySummary = writeFakeRun(folder.path, { repeat: 4 });
    rmSync(path.join(noExperiment, 'experiment.json'));
    age(noExperiment);
    write(badExperiment, 'experiment.json', { name: 'fake' });
    write(badSummary, 'summary.json', readFileSync(path.join(good, 'summary.json'), 'utf8').slice(0, 200));
    write(emptySummary, 'summary.json', '{}');
    const index = new RunIndex(folder.path);
    await index.refresh();
    const byDirectory = new Map(index.runs().map((record) => [record.directory, record]));
    assert.equal(byDirectory.get(good)?.header.state, 'completed');
    for (const [directory, message] of [
      [noExperiment, /^Cannot read .*experiment\.json: there is no such file/],
      [badExperiment, /experiment\.json does not have the expected form: “.*” is missing\.$/],
      [badSummary, /summary\.json is not valid JSON/],
      [emptySummary, /summary\.json does not have the expected form: “.*” is missing\.$/],
    ] as const) {
      const record = byDirectory.get(directory)!;
      assert.equal(record.header.state, 'failed');
      assert.match(record.header.message ?? '', message);
      assert.equal(record.header.experiment, 'fake');
    }
    assert.ok(byDirectory.get(noExperiment)?.unreadable);
    assert.equal(byDirectory.get(badSummary)?.unreadable, undefined);
  });

  it('does not list a run directory that is only just being made', async () => {
    const directory = path.join(folder.path, 'fake', '20260101-100000-base-1-abcd');
    mkdirSync(directory, { recursive: true });
    write(directory, 'queued.json', currentProcess());
    const index = new RunIndex(folder.path);
    assert.deepEqual(await index.refresh(), { changed: [], removed: [] });
    assert.deepEqual(index.runs(), []);
    write(directory, 'experiment.json', fakeResolved());
    assert.deepEqual((await index.refresh()).changed, [directory]);
    assert.equal(only(index).header.state, 'queued');
  });

  it('orders runs of one second by when their files were written', async () => {
    const directories = ['10-epochs', 'zoom', 'base', 'any'].map((variant, index) => {
      const directory = writeFakeRun(folder.path, { variant, runId: `20260101-100000-${variant}-1-abcd` });
      const time = new Date(Date.UTC(2026, 0, 1) + index);
      utimesSync(path.join(directory, 'experiment.json'), time, time);
      return directory;
    });
    directories.push(writeFakeRun(folder.path, { variant: 'a', runId: '20260101-100001-a-1-abcd' }));
    const index = new RunIndex(folder.path);
    await index.refresh();
    assert.deepEqual(
      index.runs().map(({ directory }) => directory),
      directories.reverse(),
    );
  });

  it('does not trust a folder’s time while it is too fresh to tell the next change', async () => {
    const directory = writeFakeRun(folder.path, { state: 'cancelled' });
    const soon = new Date(Date.now() + 60_000);
    utimesSync(directory, soon, soon);
    const index = new RunIndex(folder.path);
    await index.refresh();
    write(directory, 'queued.json', currentProcess());
    utimesSync(directory, soon, soon);
    assert.deepEqual((await index.refresh()).changed, [directory]);
    assert.equal(only(index).header.state, 'queued');
  });

  it('sees a file that was damaged later', async () => {
    const directory = writeFakeRun(folder.path);
    age(directory, 'summary.json');
    const index = new RunIndex(folder.path);
    await index.refresh();
    write(directory, 'summary.json', '{');
    assert.deepEqual((await index.refresh()).changed, [directory]);
    assert.equal(only(index).header.state, 'failed');
  });
});
