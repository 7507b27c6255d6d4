import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectFolder } from '../../experiment/project';

describe('projectFolder', () => {
  let root = '';
  beforeEach(() => {
    root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'ferexp-project-')));
    mkdirSync(path.join(root, 'a', 'b'), { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  for (const mark of ['.ferexp', '.git', '.vscode']) {
    it(`is the nearest folder with ${mark}`, () => {
      mkdirSync(path.join(root, mark));
      assert.equal(projectFolder(path.join(root, 'a', 'b', 'x.ferexp.json')), root);
      mkdirSync(path.join(root, 'a', mark));
      assert.equal(projectFolder(path.join(root, 'a', 'b', 'x.ferexp.json')), path.join(root, 'a'));
    });
  }

  it('is the file’s own folder where there is none', () => {
    assert.equal(projectFolder(path.join(root, 'a', 'b', 'x.ferexp.json')), path.join(root, 'a', 'b'));
  });

  it('is never the home folder for its own .vscode', () => {
    const { HOME, USERPROFILE } = process.env;
    mkdirSync(path.join(root, '.vscode'));
    process.env['HOME'] = process.env['USERPROFILE'] = root;
    try {
      assert.equal(projectFolder(path.join(root, 'a', 'x.ferexp.json')), path.join(root, 'a'));
    } finally {
      Object.assign(process.env, { HOME, USERPROFILE });
      if (USERPROFILE === undefined) delete process.env['USERPROFILE'];
    }
  });
});
