/** Stars, notes and what changed between runs, on the command line. */
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type FakeRun, writeFakeRun } from '../fixtures/runs';
import { ferexp } from './command';
import { temporaryFolder } from './support';

interface Listed {
  readonly run: string;
  readonly starred: boolean;
  readonly note: string;
  readonly noteProblem?: string;
}

describe('stars and notes on the command line', () => {
  const folder = temporaryFolder();
  let directories: string[];
  const write = (run: FakeRun): string => writeFakeRun(path.join(folder.path, '.ferexp', 'runs'), run);
  beforeEach(() => {
    directories = [
      write({ runId: 'run-aaaa', repeat: 0 }),
      write({ runId: 'run-bbbb', variant: 'flip', repeat: 1, training: { batchSize: 32 } }),
      write({ runId: 'run-cccc', repeat: 2, imported: {} }),
    ];
  });
  const done = async (...args: readonly string[]): Promise<{ out: string; err: string }> => {
    const { code, ...texts } = await ferexp(folder.path, args);
    assert.equal(code, 0, texts.err);
    return texts;
  };
  const listed = async (...args: readonly string[]): Promise<Listed[]> =>
    JSON.parse((await done('list', '--json', ...args)).out) as Listed[];

  it('writes, prints and removes a note', async () => {
    assert.match((await done('note', 'aaaa')).err, /^run-aaaa has no note\.$/m);
    await done('note', 'aaaa', 'lower rate\nas in the paper');
    assert.equal((await done('note', 'aaaa')).out, 'lower rate\nas in the paper\n');
    assert.deepEqual(JSON.parse((await done('note', 'aaaa', '--json')).out), {
      ...{ run: 'run-aaaa', directory: directories[0], starred: false, note: 'lower rate\nas in the paper' },
    });
    await done('note', 'aaaa', 'several', 'words');
    assert.equal((await done('note', 'aaaa')).out, 'several words\n');
    await done('note', 'aaaa', '--clear');
    assert.ok(!existsSync(path.join(directories[0]!, 'note.json')));
  });

  it('lists stars and notes, and only starred runs where that is asked for', async () => {
    assert.doesNotMatch((await done('list')).out, /★|note/);
    await done('star', 'aaaa', 'cccc');
    await done('note', 'bbbb', 'first line\nsecond');
    const { out } = await done('list');
    assert.match(out, /★ +│ run-aaaa/);
    assert.match(out, /★ +│ run-cccc/);
    assert.match(out, / {2}│ run-bbbb .*│ first line … +│/);
    const starred = await listed('--starred');
    assert.deepEqual(starred.map(({ run }) => run).sort(), ['run-aaaa', 'run-cccc']);
    await done('unstar', 'aaaa', 'cccc');
    assert.deepEqual((await listed()).map(({ run, starred, note }) => [run, starred, note]).sort(), [
      ['run-aaaa', false, ''],
      ['run-bbbb', false, 'first line\nsecond'],
      ['run-cccc', false, ''],
    ]);
    assert.match((await done('list', '--starred')).err, /No run has a star\. Give one with: ferexp star RUN/);
  });

  it('finds a run by any part of its id that no other has, as its help says', async () => {
    await done('star', 'n-bb');
    assert.deepEqual(
      (await listed('--starred')).map(({ run }) => run),
      ['run-bbbb'],
    );
    for (const command of ['note', 'star', 'unstar', 'diff']) {
      assert.match(
        (await done(command, '--help')).out.replaceAll(/\s+/g, ' '),
        /parts? of (an id|ids) that only one run has/,
      );
    }
  });

  it('changes no run where one of several is unknown', async () => {
    const { code, err } = await ferexp(folder.path, ['star', 'aaaa', 'zzzz']);
    assert.equal(code, 2);
    assert.match(err, /There is no run "zzzz"/);
    assert.ok((await listed()).every(({ starred }) => !starred));
  });

  it('refuses a text beside --clear, an empty note and one that is too long', async () => {
    for (const [args, message] of [
      [['note', 'aaaa', 'text', '--clear'], /A text and --clear were given/],
      [['note', 'aaaa', ' '], /The note is empty/],
      [['note', 'aaaa', 'x'.repeat(4001)], /at most 4,000 were expected/],
    ] as const) {
      const { code, err } = await ferexp(folder.path, args);
      assert.equal(code, 2);
      assert.match(err, message);
    }
  });

  it('sends no control byte of a note to the terminal', async () => {
    write({ runId: 'run-dddd', repeat: 3, note: 'a\u001b[2Jb\u0007\u001b[31mc\u202ed', starred: true });
    for (const args of [['list'], ['list', '--json'], ['note', 'dddd']]) {
      assert.doesNotMatch((await done(...args)).out, /[\u0000-\u0009\u000b-\u001f\u202e]/);
    }
    assert.match((await done('note', 'dddd')).out, /^a\\u001b\[2Jb\\u0007\\u001b\[31mc\\u202ed$/m);
  });

  it('names the file of a note that cannot be read, and lists its run', async () => {
    writeFileSync(path.join(directories[0]!, 'note.json'), '{"version":1');
    const { out, err } = await done('list');
    assert.match(out, /run-aaaa/);
    assert.match(err, /run-aaaa.note\.json is not valid JSON/);
    assert.match((await listed()).find(({ run }) => run === 'run-aaaa')!.noteProblem!, /note\.json/);
    const { code, err: told } = await ferexp(folder.path, ['star', 'aaaa']);
    assert.equal(code, 1);
    assert.match(told, /note\.json is not valid JSON.*\n.*delete it to begin a new note/);
    await done('note', 'aaaa', '--clear');
    await done('star', 'aaaa');
  });

  it('shows what changed between two runs', async () => {
    const { out } = await done('diff', 'aaaa', 'bbbb');
    assert.match(out, /^run-aaaa: fake, base, seed 1\nrun-bbbb: fake, flip, seed 2\n/);
    assert.match(out, /training\.batchSize +│ 128 +│ 32/);
    assert.match(out, /Test accuracy +│ [\d.]+.% +│ [\d.]+.%/);
    assert.match(out.replaceAll('\n', ' '), /two networks\. Other seeds give others/);
    const { settings } = JSON.parse((await done('diff', 'aaaa', 'bbbb', '--json')).out) as { settings: unknown };
    assert.deepEqual(settings, [
      { name: 'seed', values: ['1', '2'] },
      { name: 'training.batchSize', values: ['128', '32'] },
    ]);
    const imported = await done('diff', 'aaaa', 'cccc');
    assert.match(imported.out.replaceAll('\n', ' '), /Not known of run-cccc: .*settings that nobody stated/);
    const { code, err: twice } = await ferexp(folder.path, ['diff', 'aaaa', 'aaaa']);
    assert.equal(code, 2);
    assert.match(twice, /Both are the run run-aaaa\./);
  });
});
