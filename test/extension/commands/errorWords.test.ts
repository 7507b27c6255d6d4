import assert from 'node:assert/strict';
import { chmodSync, mkdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inWords } from '../../../extension/commands/errorWords';
import { UserError } from '../../../schemas/userError';
import { temporaryFolder } from '../../storage/temporaryFolder';

describe('a command that cannot write', () => {
  const folder = temporaryFolder();

  it('says so in words, with the file and what to do, never with the code of the system', async () => {
    const locked = path.join(folder.path, 'locked');
    mkdirSync(locked);
    chmodSync(locked, 0o500);
    const nowhere = path.join(folder.path, 'nowhere', 'a.json');
    const failures = [writeFile(nowhere, ''), mkdir(path.join(nowhere, 'b')), writeFile(locked, '')];
    for (const failure of failures) {
      const error = await failure.then(
        () => assert.fail('it was written'),
        (thrown: unknown) => inWords(thrown),
      );
      assert.ok(error instanceof UserError, String(error));
      assert.doesNotMatch(error.message, /E[A-Z]{4,}|errno|syscall/);
      assert.match(error.message, new RegExp(folder.path));
      assert.ok(error.remedy);
    }
  });

  it('also where the editor’s own file system refuses', () => {
    const error = Object.assign(new Error("Unable to delete file '/ro/run' (NoPermissions (FileSystemError))"), {
      code: 'NoPermissions',
    });
    const words = inWords(error) as UserError;
    assert.equal(words.message, 'Cannot change /ro/run: permission denied.');
    const other = new Error('something else');
    assert.equal(inWords(other), other);
  });
});
