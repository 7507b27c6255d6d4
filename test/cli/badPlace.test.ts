import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { dist, ferexp } from './command';
import { boundUser, canMount, canRunBound, SmallDisk } from './fileSystems';
import { assertWholeEvents, onlyRun, writeProject } from './project';

const full = /the disk is full\.\s+Free some space/;
const temporaryFiles = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tmp'));

(canMount ? describe : describe.skip)(
  canMount ? 'a full disk' : 'a full disk (only root on Linux may mount a small one)',
  () => {
    let disk: SmallDisk;
    const project = (size: string, training?: object) => {
      disk = new SmallDisk(size);
      writeProject(disk.folder, training === undefined ? {} : { training });
      return disk.folder;
    };
    afterEach(() => disk.dispose());

    // Full at the first checkpoint, at the second one, at the predictions and the model.
    for (const size of ['600k', '4m', '6m']) {
      it(`of ${size} fails the run with the reason, and it resumes when there is space`, async () => {
        const folder = project(size, { epochs: 3 });
        const { code, err } = await ferexp(folder, ['run', 'tiny.ferexp.json']);
        assert.equal(code, 1, err);
        assert.match(err, full);
        const { directory, header } = await onlyRun(folder);
        assert.deepEqual([header.state, header.resumable], ['failed', true]);
        assert.match(`${header.message} ${header.remedy}`, full);
        assertWholeEvents(directory);
        assert.deepEqual(temporaryFiles(folder), []);

        disk.remount('size=64m');
        const resumed = await ferexp(folder, ['resume', header.runId]);
        assert.equal(resumed.code, 0, resumed.err);
        assert.equal((await onlyRun(folder)).header.state, 'completed');
        assertWholeEvents(directory);
      });
    }

    it('with no room for the run directory itself is told', async () => {
      const folder = project('64k');
      fill(folder);
      const { code, err } = await ferexp(folder, ['run', 'tiny.ferexp.json']);
      assert.equal(code, 1);
      assert.match(err, full);
      assert.deepEqual(temporaryFiles(folder), []);
    });

    it('leaves no part of a file that was to be written', async () => {
      const folder = project('200k');
      const { code, err } = await ferexp(folder, ['data', 'synth', 'faces.csv', '--training', '200', '--test', '70']);
      assert.equal(code, 1);
      assert.match(err, full);
      assert.deepEqual(readdirSync(folder).sort(), ['.vscode', 'tiny.ferexp.json']);
    });

    it('that has become read-only is told', async () => {
      const folder = project('1m');
      disk.remount('ro');
      const { code, err } = await ferexp(folder, ['run', 'tiny.ferexp.json']);
      assert.equal(code, 1);
      assert.match(
        err,
        /^error Cannot write .*: the file system is read-only\.\n {2}Choose a folder that can be written\.$/m,
      );
    });
  },
);

/** Until nothing more fits. */
function fill(folder: string): void {
  for (let index = 0; ; index++) {
    try {
      writeFileSync(path.join(folder, `filler-${index}`), Buffer.alloc(4096));
    } catch {
      return;
    }
  }
}

const bound = canRunBound(path.join(dist, 'ferexp.js'));

(bound ? describe : describe.skip)(
  bound ? 'a folder that cannot be written' : 'a folder that cannot be written (no user here is bound by its rights)',
  () => {
    let disk: string;
    let dispose: () => void;
    const user = boundUser === undefined ? {} : { user: boundUser };
    beforeEach(() => {
      const place = new SmallDisk('8m');
      disk = place.folder;
      dispose = () => place.dispose();
      writeProject(disk);
    });
    afterEach(() => {
      chmodSync(disk, 0o755);
      dispose();
    });

    it('is told by run, before anything is written', async () => {
      chmodSync(disk, 0o555);
      const { code, err } = await ferexp(disk, ['run', 'tiny.ferexp.json'], user);
      assert.equal(code, 1);
      assert.match(err, /^error Cannot write .*\.ferexp.*: permission denied\.\n {2}Give yourself the right to/m);
      assert.equal(existsSync(path.join(disk, '.ferexp')), false);
    });

    it('is told by data synth', async () => {
      chmodSync(disk, 0o555);
      const { code, err } = await ferexp(
        disk,
        ['data', 'synth', 'faces.csv', '--training', '14', '--test', '14'],
        user,
      );
      assert.equal(code, 1);
      assert.match(err, /^error Cannot write .*faces\.csv.*: permission denied\.\n {2}Give yourself the right to/m);
    });

    it('where the runs are kept is told by list', async () => {
      mkdirSync(path.join(disk, '.ferexp', 'runs'), { recursive: true });
      chmodSync(path.join(disk, '.ferexp', 'runs'), 0);
      const { code, err } = await ferexp(disk, ['list'], user);
      chmodSync(path.join(disk, '.ferexp', 'runs'), 0o755);
      assert.equal(code, 1);
      assert.match(err, /^error Cannot read .*runs: permission denied\.\n {2}Give yourself the right to/m);
    });
  },
);
