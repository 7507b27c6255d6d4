import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { FeatureWriter } from '../../../runner/features/featureFile';
import { createRun } from '../../../runner/run/create';
import { fakeResolved } from '../../fixtures/runs';
import { makeFolder } from '../../../storage/files/folder';
import { temporaryFolder } from '../temporaryFolder';

describe('the folder of a project', () => {
  const folder = temporaryFolder();
  const ignored = (): string => path.join(folder.path, '.ferexp', '.gitignore');

  it('ignores itself in Git, whichever part of it comes first', async () => {
    const shape = { key: 'k', rows: 1, width: 1 };
    const makers: (() => Promise<unknown>)[] = [
      () => createRun(path.join(folder.path, '.ferexp', 'runs'), fakeResolved()),
      () => makeFolder(path.join(folder.path, '.ferexp', 'logs')),
      async () =>
        (await FeatureWriter.create(path.join(folder.path, '.ferexp', 'cache', 'features', 'a'), shape)).abandon(),
    ];
    for (const make of makers) {
      rmSync(path.join(folder.path, '.ferexp'), { recursive: true, force: true });
      await make();
      assert.match(readFileSync(ignored(), 'utf8'), /^\*$/m);
    }
    execFileSync('git', ['init', '-q'], { cwd: folder.path });
    const status = execFileSync('git', ['status', '--porcelain'], { cwd: folder.path, encoding: 'utf8' });
    assert.equal(status, '');
  });

  it('is left as it is where it was there before', async () => {
    mkdirSync(path.join(folder.path, '.ferexp'));
    await makeFolder(path.join(folder.path, '.ferexp', 'runs'));
    assert.ok(!existsSync(ignored()));
    writeFileSync(ignored(), '');
    await makeFolder(path.join(folder.path, '.ferexp', 'logs'));
    assert.equal(readFileSync(ignored(), 'utf8'), '');
  });
});
