import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { readRegularFile, statRegularFile, statRegularFileSync } from '../../../storage/files/regularFile';
import { UserError } from '../../../schemas/userError';
import { temporaryFolder } from '../temporaryFolder';

describe('regular files', () => {
  const folder = temporaryFolder();

  const refused = async (path: string, expected: RegExp) => {
    for (const read of [
      () => statRegularFile(path, 'the votes'),
      async () => statRegularFileSync(path, 'the votes'),
      () => readRegularFile(path, 'the votes', 100),
    ]) {
      await assert.rejects(read, (error: unknown) => {
        assert.ok(error instanceof UserError, String(error));
        assert.match(error.message, expected);
        assert.ok(error.message.includes(path));
        assert.equal(error.exitCode, 2);
        return true;
      });
    }
  };

  it('are read', async () => {
    const file = join(folder.path, 'a.txt');
    writeFileSync(file, 'text');
    assert.equal(String(await readRegularFile(file, 'the votes', 4)), 'text');
    await assert.rejects(readRegularFile(file, 'the votes', 3), /it has 4 bytes, and at most 3 bytes/);
  });

  it('are not folders, and not missing', async () => {
    mkdirSync(join(folder.path, 'sub'));
    await refused(join(folder.path, 'sub'), /the votes .*it is a folder/);
    await refused(join(folder.path, 'none'), /no such file/);
  });

  it('are not links to nothing or in a circle', async function () {
    if (process.platform === 'win32') return this.skip();
    symlinkSync('gone.csv', join(folder.path, 'dangling'));
    symlinkSync('loop', join(folder.path, 'loop'));
    await refused(join(folder.path, 'dangling'), /a link to a file that is not there/);
    await refused(join(folder.path, 'loop'), /in a circle/);
  });

  it('are not pipes, sockets or devices, which nobody waits for', async function () {
    if (process.platform === 'win32') return this.skip();
    const pipe = join(folder.path, 'pipe');
    execFileSync('mkfifo', [pipe]);
    await refused(pipe, /a named pipe/);
    await refused('/dev/zero', /a device/);
    const socket = join(folder.path, 's');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    await refused(socket, /a socket/);
    await new Promise((resolve) => server.close(resolve));
  });
});
