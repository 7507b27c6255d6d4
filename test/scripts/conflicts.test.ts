/** No file keeps both sides of a merge: in a comment or a document, no compiler objects. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../scripts/paths';

const marker = /^(<{7}|>{7}|\|{7}|={7})( .*)?$/m;

describe('the files of the project', () => {
  it('have no lines that a merge left', () => {
    assert.ok(marker.test(`${'<'.repeat(7)} HEAD`) && !marker.test(`  ${'='.repeat(8)}`));
    const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
    assert.ok(files.includes('package.json'));
    assert.deepEqual(
      files.filter((file) => marker.test(readFileSync(path.join(root, file), 'latin1'))),
      [],
    );
  });
});
