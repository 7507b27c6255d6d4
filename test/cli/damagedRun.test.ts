import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runFiles } from '../../schemas/runDirectory';
import { RunFollower } from '../../results/runFollower';
import { readProcess } from '../../storage/run/lock';
import { currentProcess } from '../../storage/machine/processIdentity';
import { dist, endOf, ferexp, startFerexp } from './command';
import { assertWholeEvents, onlyRun, runsOf, tiny, writeProject } from './project';
import { temporaryFolder } from './support';

interface Listed {
  readonly state: string;
  readonly message?: string;
  readonly remedy?: string;
}

describe('a run directory that was damaged', () => {
  let original: string;
  const folder = temporaryFolder();
  let directory: string;
  const file = (name: string) => path.join(directory, name);

  before(async function () {
    this.timeout(60_000);
    original = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'ferexp-whole-')));
    writeProject(original, { training: { epochs: 2 } });
    const { code, err } = await ferexp(original, ['run', 'tiny.ferexp.json']);
    assert.equal(code, 0, err);
  });
  after(() => rmSync(original, { recursive: true, force: true }));
  beforeEach(async () => {
    cpSync(original, folder.path, { recursive: true });
    ({ directory } = await onlyRun(folder.path));
  });

  const listed = async (): Promise<Listed> => {
    const { code, out, err } = await ferexp(folder.path, ['list', '--json']);
    assert.deepEqual([code, err], [0, '']);
    return (JSON.parse(out) as Listed[])[0]!;
  };
  const resumes = async () => {
    const { code, err } = await ferexp(folder.path, ['resume', path.basename(directory)]);
    assert.equal(code, 0, err);
    assertWholeEvents(directory);
    assert.equal((await listed()).state, 'completed');
    const was = path.join(original, path.relative(folder.path, directory));
    const splits = (of: string) =>
      (JSON.parse(readFileSync(path.join(of, runFiles.summary), 'utf8')) as { splits: unknown }).splits;
    assert.deepEqual(splits(directory), splits(was));
  };

  it('with a torn last line shows what is whole, and goes on to the same result', async () => {
    const events = readFileSync(file(runFiles.events), 'utf8');
    const checkpoint = events.indexOf('"type":"checkpoint","epoch":2');
    truncateSync(file(runFiles.events), Buffer.byteLength(events.slice(0, checkpoint)));
    rmSync(file(runFiles.summary));
    writeFileSync(file(runFiles.lock), JSON.stringify({ ...currentProcess(), processStart: 'gone' }));
    const { state, message, remedy } = await listed();
    assert.deepEqual(
      [state, message, remedy],
      [
        'interrupted',
        'Its process is gone: it was killed, or the computer was switched off.',
        'Resume it: it continues exactly from its last checkpoint.',
      ],
    );
    await resumes();
  });

  it('with an unknown future event shows all else', async () => {
    const follower = new RunFollower(directory);
    await follower.read();
    const events = readFileSync(file(runFiles.events), 'utf8');
    const future = `{"seq":0,"time":"2030-01-01T00:00:00.000Z","type":"hologram","depth":[1,2]}\n`;
    writeFileSync(file(runFiles.events), future + events);
    const withFuture = new RunFollower(directory);
    await withFuture.read();
    assert.deepEqual(withFuture.view().epochs, follower.view().epochs);
    assert.equal(withFuture.view().epochs.length, 2);
    assert.equal((await listed()).state, 'completed');
    const { code, out } = await ferexp(folder.path, ['compare']);
    assert.equal(code, 0);
    assert.match(out, /│ base .*│ baseline/);
  });

  for (const [title, damage, message] of [
    ['that is cut off', (text: string) => text.slice(0, 200), /summary\.json/],
    ['that lacks what it needs', () => '{"version":1}', /summary\.json.*“runId” is missing/],
    ['that is empty', () => '', /summary\.json/],
  ] as const) {
    it(`with a summary ${title} shows that, and is mended by resuming`, async () => {
      writeFileSync(file(runFiles.summary), damage(readFileSync(file(runFiles.summary), 'utf8')));
      const shown = await listed();
      assert.equal(shown.state, 'failed');
      assert.match(shown.message!, message);
      assert.ok(shown.remedy);
      const compared = await ferexp(folder.path, ['compare']);
      assert.equal(compared.code, 0, compared.err);
      await resumes();
    });
  }

  it('with an experiment that cannot be read says so, and is not resumed', async () => {
    writeFileSync(file(runFiles.experiment), '{"version":1,');
    const { state, message } = await listed();
    assert.equal(state, 'failed');
    assert.match(message!, /experiment\.json/);
    const { code, err } = await ferexp(folder.path, ['resume', path.basename(directory)]);
    assert.equal(code, 2);
    assert.match(err, /^error .*experiment\.json.*\n {2}\S/);
  });
});

describe('a run', () => {
  const folder = temporaryFolder();
  const events = (directory: string) => {
    const file = path.join(directory, runFiles.events);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  };
  /** The only run's process, once its events say what is waited for. Not one of those that are gone. */
  const runner = async (told: (text: string) => boolean, gone: readonly number[] = []) => {
    while ((await runsOf(folder.path)).length === 0) await wait(2);
    const { directory } = await onlyRun(folder.path);
    const lock = path.join(directory, runFiles.lock);
    for (;;) {
      const holder = (await readProcess(lock))?.pid;
      if (holder !== undefined && !gone.includes(holder) && told(events(directory))) return { directory, pid: holder };
      await wait(2);
    }
  };

  it('that is started a second time names the process that runs it, which is not disturbed', async () => {
    writeProject(folder.path, { training: { epochs: 500 } });
    const child = startFerexp(folder.path, ['run', 'tiny.ferexp.json']);
    const first = endOf(child);
    const { directory, pid } = await runner((text) => text.includes('"batch"'));
    const id = path.basename(directory);

    const resumed = await ferexp(folder.path, ['resume', id]);
    assert.equal(resumed.code, 1);
    assert.match(
      resumed.err,
      new RegExp(
        `^error The run ${id} is already running: process ${pid} on .*\\n {2}Wait until it ends, or stop it first with: ferexp stop ${id}\\n$`,
      ),
    );

    // Past the command's own look, as when two people press Resume at once.
    const second = endOf(
      spawn(process.execPath, [path.join(dist, 'runner.js'), directory], { stdio: ['ignore', 'pipe', 'pipe'] }),
    );
    const refused = await second;
    assert.equal(refused.code, 1);
    assert.match(refused.err, new RegExp(`process ${pid}`));

    assert.equal((await ferexp(folder.path, ['stop', id])).code, 0);
    const { code, err } = await first;
    assert.equal(code, 1);
    assert.match(err, /stopped: Stopped as requested; a checkpoint was saved at epoch \d+, step \d+\./);
    assertWholeEvents(directory);
  }).timeout(60_000);

  it('killed with SIGKILL at any moment shows as interrupted, and resumes until it completes', async () => {
    // Enough test images that the evaluation takes a while.
    const synthetic = { ...tiny.data.synthetic, test: 600 };
    writeProject(folder.path, { data: { ...tiny.data, synthetic }, training: { epochs: 3 } });
    const after = (text: string, times: number) => (all: string) => all.split(text).length > times;
    // Each in the process that goes on after the last: before any event, while data is loaded, in an epoch, between
    // checkpoint and next epoch, and while it is evaluated.
    const moments: readonly [what: string, told: (text: string) => boolean][] = [
      ['at its start', () => true],
      ['while loading data', after('"loading-data"', 1)],
      ['in its first epoch', after('"type":"batch"', 1)],
      ['after its first checkpoint', after('"type":"checkpoint"', 1)],
      ['in a later epoch', after('"type":"epoch"', 2)],
      ['while evaluating', after('"phase":"evaluating"', 1)],
    ];
    let args = ['run', 'tiny.ferexp.json'];
    let directory = '';
    const gone: number[] = [];
    for (const [what, told] of moments) {
      const command = endOf(startFerexp(folder.path, args));
      const living = await runner(told, gone);
      ({ directory } = living);
      process.kill(living.pid, 'SIGKILL');
      gone.push(living.pid);
      const { code, err } = await command;
      assert.equal(code, 1, `${what}: ${err}`);
      assert.match(err, /interrupted: Its process was killed/, what);
      const { header } = await onlyRun(folder.path);
      assert.deepEqual([header.state, header.resumable], ['interrupted', true], what);
      assert.match(header.remedy!, /^Resume it: /, what);
      args = ['resume', header.runId];
    }
    const { code, err } = await endOf(startFerexp(folder.path, args));
    assert.equal(code, 0, err);
    assert.equal((await onlyRun(folder.path)).header.state, 'completed');
    assertWholeEvents(directory);
  }).timeout(60_000);
});
