import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { saveCheckpoint } from '../../../runner/train/checkpoint';
import { writeFileAtomic } from '../../../storage/files/atomic';
import { EventWriter } from '../../../storage/run/events';
import { acquireLock, lockHolder, readProcess, refuseHeld, takeOver } from '../../../storage/run/lock';
import { currentProcess, isAlive, processState, type ProcessIdentity } from '../../../storage/machine/processIdentity';
import { validateLock } from '../../../schemas/generated/validators.js';
import { UserError } from '../../../schemas/userError';
import { temporaryFolder } from '../temporaryFolder';

function deadPid(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

const holderScript = `
  const { acquireLock } = require(${JSON.stringify(path.join(__dirname, '../../../storage/run/lock.ts'))});
  acquireLock(process.argv[1]).then(
    () => { console.log('held'); setInterval(() => {}, 1000); },
    (error) => { console.log(error.message); },
  );
`;

/** Another process that takes the lock of a folder; resolves with what it says. */
async function otherHolder(folder: string): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, ['-r', 'tsx/cjs', '-e', holderScript, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [data] = (await once(child.stdout!, 'data')) as [Buffer];
  return { child, said: data.toString().trim() };
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

describe('process identity', () => {
  it('knows that this process lives', () => {
    assert.ok(validateLock(currentProcess()), JSON.stringify(validateLock.errors));
    assert.equal(processState(currentProcess()), 'alive');
  });

  it('knows that a finished process is dead', () => {
    assert.equal(processState({ ...currentProcess(), pid: deadPid() }), 'dead');
  });

  it('tells a reused pid and an earlier boot apart', () => {
    assert.equal(processState({ ...currentProcess(), processStart: '1' }), 'dead');
    assert.equal(processState({ ...currentProcess(), bootId: 'another' }), 'dead');
  });

  it('goes by the last sign of life for another host', () => {
    const elsewhere: ProcessIdentity = { ...currentProcess(), host: 'a-cluster-node' };
    assert.equal(processState(elsewhere), 'unknown');
    assert.equal(isAlive(elsewhere, Date.now() - 60_000), true);
    assert.equal(isAlive(elsewhere, Date.now() - 3_600_000), false);
    assert.equal(isAlive(elsewhere), true);
  });
});

describe('lock', () => {
  const folder = temporaryFolder();
  const file = (): string => path.join(folder.path, 'lock.json');
  const write = (identity: ProcessIdentity): void => writeFileSync(file(), JSON.stringify(identity));

  it('is held until it is released, and leaves nothing behind', async () => {
    const lock = await acquireLock(folder.path);
    assert.deepEqual(await readProcess(file()), { ...currentProcess(), token: 1 });
    assert.deepEqual(await lockHolder(folder.path), { ...currentProcess(), token: 1 });
    await lock.release();
    assert.deepEqual(readdirSync(folder.path), ['fence.json']);
    assert.equal(await lockHolder(folder.path), undefined);
  });

  it('is refused while a living process holds it, and names that process', async () => {
    const lock = await acquireLock(folder.path);
    await assert.rejects(acquireLock(folder.path), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, new RegExp(`already running: process ${process.pid} on `));
      assert.match(error.remedy ?? '', /ferexp stop/);
      return true;
    });
    await lock.release();
  });

  it('is taken over from a dead process, a reused pid, and a file that says nothing', async () => {
    for (const [index, content] of [
      JSON.stringify({ ...currentProcess(), pid: deadPid() }),
      JSON.stringify({ ...currentProcess(), processStart: '1' }),
      '',
      '{"pid":',
    ].entries()) {
      writeFileSync(file(), content);
      const lock = await acquireLock(folder.path);
      assert.deepEqual(JSON.parse(readFileSync(file(), 'utf8')), { ...currentProcess(), token: index + 1 });
      await lock.release();
    }
    assert.deepEqual(readdirSync(folder.path), ['fence.json']);
  });

  it('of another host is respected while it is touched', async () => {
    write({ ...currentProcess(), host: 'a-cluster-node' });
    await assert.rejects(acquireLock(folder.path), /process \d+ on a-cluster-node/);
    const hourAgo = new Date(Date.now() - 3_600_000);
    utimesSync(file(), hourAgo, hourAgo);
    const lock = await acquireLock(folder.path);
    await lock.release();
  });

  it('of another host says since when it is silent, when it counts as lost and how to take it over', async () => {
    write({ ...currentProcess(), host: 'a-cluster-node', pid: 7 });
    const minutesAgo = new Date(Date.now() - 4 * 60_000);
    utimesSync(file(), minutesAgo, minutesAgo);
    for (const asks of [acquireLock, refuseHeld]) {
      await assert.rejects(asks(folder.path), (error) => {
        assert.ok(error instanceof UserError);
        assert.match(
          error.message,
          /process 7 on a-cluster-node holds .*lock\.json, whose last sign of life was 4 min ago/,
        );
        assert.match(error.message, /; without another one it counts as lost in (5 min 5\d s|6 min)\.$/);
        assert.match(error.remedy ?? '', /ferexp resume \S+ --take-over/);
        return true;
      });
    }
  });

  it('of another host is taken over when asked, for good: its token is no longer the last', async () => {
    write({ ...currentProcess(), host: 'a-cluster-node', pid: 7, token: 5 });
    await takeOver(folder.path);
    assert.equal(await lockHolder(folder.path), undefined);
    const lock = await acquireLock(folder.path);
    assert.equal(lock.token, 7);
    await lock.release();
  });

  it('of a living process of this computer is not taken over, and of a dead one need not be', async () => {
    const lock = await acquireLock(folder.path);
    await takeOver(folder.path);
    assert.deepEqual(await lockHolder(folder.path), { ...currentProcess(), token: 1 });
    await lock.release();
    await takeOver(folder.path);
    assert.deepEqual(readdirSync(folder.path), ['fence.json']);
  });

  it('goes on where a process died while it took a lock over', async () => {
    write({ ...currentProcess(), pid: deadPid() });
    writeFileSync(`${file()}.takeover`, '');
    const minuteAgo = new Date(Date.now() - 60_000);
    utimesSync(`${file()}.takeover`, minuteAgo, minuteAgo);
    const lock = await acquireLock(folder.path);
    await lock.release();
    assert.deepEqual(readdirSync(folder.path), ['fence.json']);
  });

  it('goes to exactly one of many that find the same dead lock', async () => {
    for (let round = 0; round < 5; round++) {
      write({ ...currentProcess(), pid: deadPid() });
      const results = await Promise.allSettled(Array.from({ length: 60 }, () => acquireLock(folder.path)));
      const locks = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      assert.equal(locks.length, 1);
      await locks[0]!.release();
    }
  });

  it('is not removed by a holder that lost it', async () => {
    const lock = await acquireLock(folder.path);
    const other = { ...currentProcess(), pid: 1, processStart: 'other' };
    write(other);
    await lock.release();
    assert.ok(existsSync(file()));
    rmSync(file());
  });

  it('of a process killed with SIGKILL is free at once', async () => {
    const { child, said } = await otherHolder(folder.path);
    assert.equal(said, 'held');
    await assert.rejects(acquireLock(folder.path), new RegExp(`process ${child.pid} `));
    await kill(child);
    const lock = await acquireLock(folder.path);
    await lock.release();
  });

  it('says in words that the folder is gone', async () => {
    await assert.rejects(acquireLock(path.join(folder.path, 'nowhere')), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /^Cannot write .*lock\.json: there is no such file or folder\.$/);
      return true;
    });
  });
});

describe('the fence of a run', () => {
  const folder = temporaryFolder();
  const at = (...names: string[]): string => path.join(folder.path, ...names);
  const taken = (changes: Partial<ProcessIdentity>): void =>
    writeFileSync(at('lock.json'), JSON.stringify({ ...currentProcess(), host: 'node-2', pid: 7, ...changes }));
  const refused = (error: unknown): boolean => {
    assert.ok(error instanceof UserError);
    assert.match(error.message, /is no longer that of this process, which writes nothing more: process 7 on node-2/);
    assert.equal(error.exitCode, 1);
    return true;
  };

  it('has tokens that only grow: over releases, over a dead lock, over a lost counter', async () => {
    const tokens = [];
    for (const before of [
      () => undefined,
      () => undefined,
      () => writeFileSync(at('lock.json'), JSON.stringify({ ...currentProcess(), pid: deadPid(), token: 40 })),
      () => writeFileSync(at('fence.json'), '{"token":'),
      () => writeFileSync(at('fence.json'), '{"token":90}'),
    ]) {
      before();
      const lock = await acquireLock(folder.path);
      tokens.push(lock.token);
      await lock.release();
    }
    assert.deepEqual(tokens, [1, 2, 41, 1, 91]);
  });

  it('refuses every write of a process that lost the run, and leaves files as they are', async () => {
    const lock = await acquireLock(folder.path);
    const events = await EventWriter.open(folder.path);
    const checkpoint = (finishedEpochs: number) =>
      saveCheckpoint(folder.path, {
        state: { finishedEpochs, stepsDone: 0, stepsPerEpoch: 4 } as never,
        weights: [],
        optimizer: [],
      });
    const summary = at('summary.json');
    events.write({ type: 'warning', message: 'ours' });
    await checkpoint(1);
    await writeFileAtomic(summary, 'ours');

    taken({ token: lock.token + 1 });
    assert.throws(() => events.write({ type: 'warning', message: 'too late' }), refused);
    await assert.rejects(checkpoint(2), refused);
    await assert.rejects(writeFileAtomic(summary, 'too late'), refused);
    events.close();
    assert.match(readFileSync(at('events.jsonl'), 'utf8'), /^[^\n]*"ours"[^\n]*\n$/);
    assert.deepEqual(readdirSync(at('checkpoint')), ['1-4']);
    assert.equal(readFileSync(summary, 'utf8'), 'ours');
    assert.deepEqual(readdirSync(folder.path).sort(), [
      'checkpoint',
      'events.jsonl',
      'fence.json',
      'lock.json',
      'summary.json',
    ]);
    // Files elsewhere are no part of the run.
    await writeFileAtomic(`${folder.path}-beside`, 'ours');
    rmSync(`${folder.path}-beside`);

    await lock.release();
    assert.ok(existsSync(at('lock.json')), 'the lock of the other process stays');
  });

  it('refuses writes too when the lock is gone, but not when the whole run was deleted', async () => {
    const lock = await acquireLock(folder.path);
    rmSync(at('lock.json'));
    await assert.rejects(writeFileAtomic(at('summary.json'), ''), /its lock is gone/);
    rmSync(folder.path, { recursive: true });
    await assert.rejects(writeFileAtomic(at('summary.json'), ''), /there is no such file or folder/);
    await lock.release();
  });

  it('goes to a later start of the same job at once, though its first start may live on another host', async () => {
    const job = { id: 'slurm ci 12', restart: 1 };
    for (const earlier of [undefined, { id: 'slurm ci 13', restart: 0 }, job]) {
      taken({ token: 3, ...(earlier && { job: earlier }) });
      await assert.rejects(acquireLock(folder.path, job), /process 7 on node-2/);
    }
    taken({ token: 3, job: { ...job, restart: 0 } });
    await assert.rejects(acquireLock(folder.path), /process 7 on node-2/);
    const lock = await acquireLock(folder.path, job);
    assert.deepEqual((await readProcess(at('lock.json')))?.job, job);
    assert.equal(lock.token, 4);
    await lock.release();
  });
});
