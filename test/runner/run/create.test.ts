import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
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
});
