import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectFolder, runDirectoryAround } from '../../experiment/project';

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

describe('the run around a file', () => {
  const runs = path.resolve('/project/.ferexp/runs');
  const around = (...parts: string[]) => runDirectoryAround(runs, path.join(runs, ...parts));

  it('is the directory two folders below that of all runs', () => {
    const directory = path.join(runs, 'flip', 'a');
    for (const file of [
      ['flip', 'a'],
      ['flip', 'a', 'events.jsonl'],
      ['flip', 'a', 'checkpoint', 'state.json'],
    ]) {
      assert.equal(around(...file), directory);
    }
  });

  it('is none for what lies beside the runs', () => {
    for (const file of [[], ['flip'], ['..', 'cache', 'runs.json'], ['..', '..', 'a', 'b']]) {
      assert.equal(around(...file), undefined, file.join('/'));
    }
  });
});
