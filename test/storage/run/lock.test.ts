import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { acquireLock, lockHolder, readProcess } from '../../../storage/run/lock';
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
    assert.deepEqual(await readProcess(file()), currentProcess());
    assert.deepEqual(await lockHolder(folder.path), currentProcess());
    await lock.release();
    assert.deepEqual(readdirSync(folder.path), []);
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
    for (const content of [
      JSON.stringify({ ...currentProcess(), pid: deadPid() }),
      JSON.stringify({ ...currentProcess(), processStart: '1' }),
      '',
      '{"pid":',
    ]) {
      writeFileSync(file(), content);
      const lock = await acquireLock(folder.path);
      assert.deepEqual(JSON.parse(readFileSync(file(), 'utf8')), currentProcess());
      await lock.release();
    }
    assert.deepEqual(readdirSync(folder.path), []);
  });

  it('of another host is respected while it is touched', async () => {
    write({ ...currentProcess(), host: 'a-cluster-node' });
    await assert.rejects(acquireLock(folder.path), /process \d+ on a-cluster-node/);
    const hourAgo = new Date(Date.now() - 3_600_000);
    utimesSync(file(), hourAgo, hourAgo);
    const lock = await acquireLock(folder.path);
    await lock.release();
  });

  it('goes on where a process died while it took a lock over', async () => {
    write({ ...currentProcess(), pid: deadPid() });
    writeFileSync(`${file()}.takeover`, '');
    const minuteAgo = new Date(Date.now() - 60_000);
    utimesSync(`${file()}.takeover`, minuteAgo, minuteAgo);
    const lock = await acquireLock(folder.path);
    await lock.release();
    assert.deepEqual(readdirSync(folder.path), []);
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
