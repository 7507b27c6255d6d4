import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sweepTemporary, writeFileAtomic } from '../../../storage/files/atomic';
import { fileError } from '../../../storage/files/fileError';
import { modifiedAt, readJson, readJsonIfThere } from '../../../storage/files/read';
import { validateLock } from '../../../schemas/generated/validators.js';
import { UserError } from '../../../schemas/userError';
import { temporaryFolder } from '../temporaryFolder';

describe('files of a run directory', () => {
  const folder = temporaryFolder();
  const file = (): string => path.join(folder.path, 'summary.json');

  const rejectsWith = (action: Promise<unknown>, message: RegExp): Promise<void> =>
    assert.rejects(action, (error) => {
      assert.ok(error instanceof UserError, String(error));
      assert.match(error.message, message);
      return true;
    });

  it('replaces a file whole and leaves no temporary file', async () => {
    await writeFileAtomic(file(), 'old, and longer');
    await writeFileAtomic(file(), Buffer.from('new'));
    assert.equal(readFileSync(file(), 'utf8'), 'new');
    assert.deepEqual(readdirSync(folder.path), ['summary.json']);
  });

  it('never shows a reader a part of a file', async () => {
    const contents = ['a'.repeat(500_000), 'b'.repeat(400_000)];
    await writeFileAtomic(file(), contents[0]!);
    let writing = true;
    const writer = (async () => {
      for (let round = 0; round < 20; round++) await writeFileAtomic(file(), contents[round % 2]!);
      writing = false;
    })();
    let reads = 0;
    do {
      assert.ok(contents.includes(readFileSync(file(), 'utf8')));
      reads++;
      await new Promise(setImmediate);
    } while (writing);
    await writer;
    assert.ok(reads > 1);
  });

  it('keeps the old file and says why when it cannot write', async () => {
    mkdirSync(file());
    await rejectsWith(writeFileAtomic(file(), 'x'), /^Cannot write .*summary\.json: it is a folder, not a file\.$/);
    assert.deepEqual(readdirSync(folder.path), ['summary.json']);
    await rejectsWith(writeFileAtomic(path.join(folder.path, 'no', 'x'), 'x'), /no such file or folder/);
    writeFileSync(path.join(folder.path, 'file'), '');
    await rejectsWith(writeFileAtomic(path.join(folder.path, 'file', 'x'), 'x'), /part of the path is a file/);
  });

  it('has words for a full disk, a quota, missing rights and a read-only disk', () => {
    for (const [code, message] of [
      ['ENOSPC', /^Cannot write \/x: the disk is full\.$/],
      ['EDQUOT', /quota/],
      ['EACCES', /^Cannot write \/x: permission denied\.$/],
      ['EPERM', /permission denied/],
      ['EROFS', /read-only/],
    ] as const) {
      const error = fileError(Object.assign(new Error('low level'), { code }), 'write /x');
      assert.ok(error instanceof UserError);
      assert.match(error.message, message);
      assert.equal(error.exitCode, 1);
      assert.ok((error.remedy ?? '').length > 10);
    }
    const ours = new TypeError('a mistake of ours');
    assert.equal(fileError(ours, 'write /x'), ours);
  });

  it('names a damaged file and what is wrong with it', async () => {
    writeFileSync(file(), '');
    await rejectsWith(readJson(file()), /summary\.json is empty/);
    writeFileSync(file(), '{"version": 1, "run');
    await rejectsWith(readJson(file()), /summary\.json is not valid JSON: /);
    writeFileSync(file(), '[1]');
    await rejectsWith(readJson(file()), /summary\.json holds no JSON object/);
    writeFileSync(file(), '{"pid":"x","processStart":"1","host":"h","bootId":"b"}');
    await rejectsWith(
      readJson(file(), validateLock),
      /does not have the expected form: “pid” is "x"; a whole number was expected\.$/,
    );
  });

  it('lets the properties of a newer version through', async () => {
    const lock = { pid: 1, processStart: '1', host: 'h', bootId: 'b', container: 'c' };
    writeFileSync(file(), JSON.stringify(lock));
    assert.deepEqual(await readJson(file(), validateLock), lock);
  });

  it('tells a missing file from a damaged one', async () => {
    assert.equal(await readJsonIfThere(file()), undefined);
    assert.equal(await modifiedAt(file()), 0);
    await rejectsWith(readJson(file()), /^Cannot read .*summary\.json: there is no such file/);
    writeFileSync(file(), '{}');
    assert.deepEqual(await readJsonIfThere(file()), {});
    assert.ok((await modifiedAt(file())) > 0);
  });

  it('are swept away where their writer was killed, and nothing else is', async () => {
    const names = ['.model.json.0123456789ab.tmp', 'model.json', '.hidden', 'a.tmp', '.b.tmp'];
    for (const name of names) writeFileSync(path.join(folder.path, name), 'x');
    await sweepTemporary(folder.path);
    await sweepTemporary(path.join(folder.path, 'none'));
    assert.deepEqual(readdirSync(folder.path).sort(), names.slice(1).sort());
  });
});
