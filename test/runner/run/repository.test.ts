import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describeRepository } from '../../../runner/run/repository';
import { temporaryFolder } from '../../cli/support';

describe('the Git repository of an experiment', () => {
  const folder = temporaryFolder();
  const at = (...names: string[]) => path.join(folder.path, ...names);
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', at('repository'), '-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  const write = (name: string, text: string) => writeFileSync(at('repository', name), text);

  beforeEach(() => {
    rmSync(at('repository'), { recursive: true, force: true });
    mkdirSync(at('repository', 'experiments'), { recursive: true });
    git('init', '-q', '-b', 'main');
    write('a.ferexp.json', '{}');
    git('add', '.');
    git('commit', '-q', '-m', 'one');
  });

  it('is told by commit, and is clean, also from a folder below', async () => {
    const commit = git('rev-parse', 'HEAD');
    assert.deepEqual(await describeRepository(at('repository')), { commit, dirty: false });
    assert.deepEqual(await describeRepository(at('repository', 'experiments')), { commit, dirty: false });
  });

  it('is dirty when a tracked file differs, is staged or is gone; untracked files do not count', async () => {
    const dirty = async () => (await describeRepository(at('repository')))?.dirty;
    write('untracked', 'x');
    assert.equal(await dirty(), false);
    write('a.ferexp.json', '{"version": 1}');
    assert.equal(await dirty(), true);
    git('add', 'a.ferexp.json');
    assert.equal(await dirty(), true);
    git('commit', '-q', '-m', 'two');
    assert.equal(await dirty(), false);
    rmSync(at('repository', 'a.ferexp.json'));
    assert.equal(await dirty(), true);
  });

  it('is clean when only the time of a file changed', async () => {
    utimesSync(at('repository', 'a.ferexp.json'), 1, 1);
    assert.equal((await describeRepository(at('repository')))?.dirty, false);
  });

  it('may have packed branches, a detached head, and another working tree', async () => {
    const commit = git('rev-parse', 'HEAD');
    git('pack-refs', '--all');
    assert.equal((await describeRepository(at('repository')))?.commit, commit);
    git('worktree', 'add', '-q', '-b', 'side', at('tree'));
    assert.deepEqual(await describeRepository(at('tree')), { commit, dirty: false });
    git('checkout', '-q', '--detach');
    assert.deepEqual(await describeRepository(at('repository')), { commit, dirty: false });
    git('worktree', 'remove', '--force', at('tree'));
  });

  it('is none outside of one, before its first commit, and where its files say nonsense', async () => {
    assert.equal(await describeRepository(folder.path), undefined);
    for (const head of ['ref: refs/heads/none', 'ref: ../../etc/passwd', 'nonsense', '']) {
      writeFileSync(at('repository', '.git', 'HEAD'), head);
      assert.equal(await describeRepository(at('repository')), undefined, head);
    }
  });

  it('does not wait for a pipe in place of a file', async function () {
    if (process.platform === 'win32') return this.skip();
    for (const name of ['index', 'HEAD']) {
      rmSync(at('repository', '.git', name));
      execFileSync('mkfifo', [at('repository', '.git', name)]);
      assert.equal(await describeRepository(at('repository')), undefined);
    }
  });

  /** Whatever Git may run for a folder's sake leaves a mark. */
  it('runs no program that its configuration, attributes or hooks name', async () => {
    const mark = at('mark');
    const program = at('program');
    writeFileSync(program, `#!/bin/sh\necho "$0 $*" >> '${mark}'\ncat\n`, { mode: 0o755 });
    appendFileSync(
      at('repository', '.git', 'config'),
      [
        `[core]\n\tfsmonitor = ${program}\n\thooksPath = ${at('hooks')}\n\tpager = ${program}\n\tsshCommand = ${program}`,
        `\teditor = ${program}\n\taskPass = ${program}\n\talternateRefsCommand = ${program}`,
        `[filter "mark"]\n\tclean = ${program}\n\tsmudge = ${program}\n\tprocess = ${program}\n\trequired = true`,
        `[diff "mark"]\n\tcommand = ${program}\n\ttextconv = ${program}`,
        `[diff]\n\texternal = ${program}`,
        `[alias]\n\tstatus = !${program}`,
        `[extensions]\n\tpartialClone = origin`,
        `[remote "origin"]\n\turl = ext::${program}\n\tpromisor = true\n\tuploadpack = ${program}`,
        `[include]\n\tpath = ${at('more')}`,
      ].join('\n'),
    );
    writeFileSync(at('more'), `[core]\n\tfsmonitor = ${program}\n`);
    mkdirSync(at('hooks'), { recursive: true });
    for (const hook of ['post-index-change', 'post-checkout', 'fsmonitor-watchman', 'reference-transaction']) {
      writeFileSync(at('hooks', hook), readFileSync(program), { mode: 0o755 });
      writeFileSync(at('repository', '.git', 'hooks', hook), readFileSync(program), { mode: 0o755 });
    }
    write('.gitattributes', '* filter=mark diff=mark\n');
    write('a.ferexp.json', '{ }');
    const found = await describeRepository(at('repository'));
    assert.equal(found?.dirty, true);
    assert.ok(!existsSync(mark), existsSync(mark) ? readFileSync(mark, 'utf8') : '');
    // The trap works: Git asked in the usual way springs it.
    git('-c', 'alias.status=', 'status');
    assert.ok(existsSync(mark));
  });
});
