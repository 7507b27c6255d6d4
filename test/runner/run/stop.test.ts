import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { StopSignal } from '../../../runner/run/stop';

describe('asking a run to stop', () => {
  let folder: string;
  let stop: StopSignal;
  const file = (name: string) => path.join(folder, name);
  const write = (name: string, seconds: number) => {
    writeFileSync(file(name), '');
    utimesSync(file(name), seconds, seconds);
  };
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ferexp-stop-'));
    stop = new StopSignal(folder);
  });
  afterEach(async () => {
    await stop.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it('works by the stop file, also while the run waits for something', async () => {
    await stop.watch(true);
    assert.equal(stop.requested(), false);
    const aborted = new Promise((resolve) => {
      stop.signal.addEventListener('abort', resolve);
    });
    // The run's own timer does not keep a process alive.
    const alive = setInterval(() => undefined, 1000);
    writeFileSync(file('stop'), '');
    await aborted;
    clearInterval(alive);
    assert.equal(stop.requested(), true);
  });

  it('takes the stop file away when it is done', async () => {
    write('stop', 1000);
    await stop.dispose();
    assert.ok(!existsSync(file('stop')));
  });

  it('works by deleting the directory, with the lock in it', async () => {
    writeFileSync(file('lock.json'), '{}');
    await stop.watch(true);
    assert.equal(stop.requested(), false);
    rmSync(folder, { recursive: true });
    await new Promise((resolve) => setTimeout(resolve, 150));
    assert.equal(stop.requested(), true);
  });

  it('works by a call', () => {
    stop.request();
    assert.equal(stop.requested(), true);
  });

  for (const [title, resumed, queued, kept] of [
    ['is meant for a run that never started', false, undefined, true],
    ['of an earlier process is forgotten when the run goes on', true, undefined, false],
    ['from before the run was queued again is forgotten', true, 2000, false],
    ['from while it was queued is meant for it', true, 500, true],
  ] as const) {
    it(`a stop file ${title}`, async () => {
      write('stop', 1000);
      if (queued !== undefined) write('queued.json', queued);
      await stop.watch(resumed);
      assert.equal(existsSync(file('stop')), kept);
    });
  }
});
