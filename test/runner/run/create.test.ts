import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createRun } from '../../../runner/run/create';
import { validateLock } from '../../../schemas/generated/validators';
import { runFiles } from '../../../schemas/runDirectory';
import { UserError } from '../../../schemas/userError';
import { Workplace } from './harness';

describe('creating a run', () => {
  const place = new Workplace();
  after(() => {
    place.dispose();
  });

  it('makes a directory of its own with the resolved experiment, queued by this process', async () => {
    const resolved = place.resolve();
    const root = path.join(place.folder, 'runs');
    const directories = [await createRun(root, resolved), await createRun(root, resolved)];
    assert.notEqual(directories[0], directories[1]);
    for (const directory of directories) {
      assert.equal(path.dirname(directory), path.join(root, 'tiny'));
      assert.match(path.basename(directory), /^\d{8}-\d{6}-base-1-[0-9a-f]{4}$/);
      assert.deepEqual(JSON.parse(readFileSync(path.join(directory, runFiles.experiment), 'utf8')), resolved);
      const queued = JSON.parse(readFileSync(path.join(directory, runFiles.queued), 'utf8')) as { pid: number };
      assert.ok(validateLock(queued));
      assert.equal(queued.pid, process.pid);
    }
  });

  it('says which folder cannot be written', async () => {
    const blocked = path.join(place.folder, 'blocked');
    writeFileSync(blocked, 'a file where a folder was expected');
    await assert.rejects(createRun(blocked, place.resolve()), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /^Cannot write .*blocked.*: (part of the path is a file|EEXIST)/);
      return true;
    });
  });

  it('leaves whole runs only when it is killed on the way', async function () {
    this.timeout(60_000);
    const root = path.join(place.folder, 'killed');
    const resolved = path.join(place.folder, 'resolved.json');
    writeFileSync(resolved, JSON.stringify(place.resolve()));
    const script = [
      `const { createRun } = require(${JSON.stringify(path.join(__dirname, '../../../runner/run/create'))});`,
      `const resolved = require(${JSON.stringify(resolved)});`,
      `console.log('ready');`,
      `(async () => { for (;;) await createRun(${JSON.stringify(root)}, resolved); })();`,
    ].join('\n');
    let made = 0;
    for (let kill = 0; kill < 6; kill++) {
      const child = spawn(process.execPath, ['--require', 'tsx/cjs', '--eval', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(child.stdout, 'data');
      await wait(20 + 7 * kill);
      child.kill('SIGKILL');
      await once(child, 'exit');
      const folder = path.join(root, 'tiny');
      for (const name of readdirSync(folder).filter((each) => !each.startsWith('.'))) {
        made++;
        for (const file of [runFiles.queued, runFiles.experiment]) {
          assert.doesNotThrow(() => JSON.parse(readFileSync(path.join(folder, name, file), 'utf8')), `${name}/${file}`);
        }
      }
    }
    assert.ok(made > 0);
  });

  it('sweeps away what was left half made, but not what is being made', async () => {
    const folder = path.join(place.folder, 'swept', 'tiny');
    const [old, young] = ['.making-old', '.making-young'].map((name) => path.join(folder, name));
    mkdirSync(old!, { recursive: true });
    mkdirSync(young!);
    utimesSync(old!, 1, 1);
    await createRun(path.dirname(folder), place.resolve());
    assert.deepEqual([existsSync(old!), existsSync(young!)], [false, true]);
  });
});
