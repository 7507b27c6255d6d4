import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFiles, readProjectCache, writeProjectCache } from '../../storage/projectCache';
import { temporaryFolder } from './temporaryFolder';

describe('the cache of a project', () => {
  const folder = temporaryFolder();
  const root = () => path.join(folder.path, '.ferexp', 'runs');
  const file = () => path.join(folder.path, '.ferexp', 'cache', cacheFiles.runs);
  const read = () => readProjectCache(root(), cacheFiles.runs);

  it('is what was written', async () => {
    assert.equal(await read(), undefined);
    await writeProjectCache(root(), cacheFiles.runs, '{"a":1}');
    assert.equal(await read(), '{"a":1}');
  });

  it('is not believed where this user did not write it', async () => {
    await writeProjectCache(root(), cacheFiles.runs, '{"accuracy":0.61}');
    writeFileSync(file(), readFileSync(file(), 'utf8').replace('0.61', '0.99'));
    assert.equal(await read(), undefined);
    writeFileSync(file(), '{"accuracy":0.99}');
    assert.equal(await read(), undefined);
  });

  it('is none where the project cannot be written', async () => {
    mkdirSync(folder.path, { recursive: true });
    writeFileSync(path.join(folder.path, '.ferexp'), 'a file');
    await writeProjectCache(root(), cacheFiles.runs, '{}');
    assert.equal(await read(), undefined);
  });
});
