import assert from 'node:assert/strict';
import { utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isBuildStale } from '../../../scripts/test/staleBuild';
import { temporaryFolder } from '../../storage/temporaryFolder';

describe('a build', () => {
  const folder = temporaryFolder();
  const file = (name: string, second: number): string => {
    const at = path.join(folder.path, name);
    writeFileSync(at, '');
    utimesSync(at, second, second);
    return at;
  };

  it('is stale where there is none, and once a source is newer', () => {
    const sources = [file('a.ts', 100), file('b.ts', 200)];
    assert.equal(isBuildStale(path.join(folder.path, 'none.js'), sources), true);
    assert.equal(isBuildStale(file('built.js', 150), sources), true);
    assert.equal(isBuildStale(file('built.js', 250), sources), false);
  });
});
