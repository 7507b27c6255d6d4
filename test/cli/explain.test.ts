import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runsRootIn } from '../../experiment/project';
import { writeFakeRun } from '../fixtures/runs';
import { temporaryFolder } from '../storage/temporaryFolder';
import { ferexp } from './command';

describe('ferexp explain', () => {
  const folder = temporaryFolder();

  it('keeps pictures of two explanations apart, and says so before it starts an engine', async () => {
    const run = path.basename(writeFakeRun(runsRootIn(folder.path), {}));
    const used = path.join(folder.path, 'used');
    mkdirSync(used);
    const names = ['explanations.svg', 'face-7-gradCam.png', 'face-7.png', 'notes.txt'];
    for (const name of names) writeFileSync(path.join(used, name), '');
    writeFileSync(path.join(folder.path, 'a-file'), '');
    for (const [output, message] of [
      [
        'used',
        /used has pictures of an earlier explanation: explanations\.svg and 2 others\.\n {2}Name another folder/,
      ],
      ['a-file', /a-file is a file\.\n {2}Name a folder/],
    ] as const) {
      const { code, out, err } = await ferexp(folder.path, ['explain', run, '-o', output]);
      assert.deepEqual([code, out], [2, ''], err);
      assert.match(err, message);
      assert.doesNotMatch(err, /Starting/);
    }
    assert.deepEqual(readdirSync(used), names);
  });
}).timeout(60_000);
