import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findProgram } from '../../../../../storage/machine/program';
import { canBuild, findTools, type ToolQuestion } from '../../../../../runner/engine/tensorflow/setup/tools';
import { UserError } from '../../../../../schemas/userError';

const describePosix = process.platform === 'win32' ? describe.skip : describe;

describePosix('programs that the set-up needs', () => {
  let bin: string;
  beforeEach(() => {
    bin = mkdtempSync(path.join(os.tmpdir(), 'ferexp-bin-'));
  });
  afterEach(() => {
    rmSync(bin, { recursive: true });
  });

  function programs(...names: string[]): void {
    for (const name of names) {
      writeFileSync(path.join(bin, name), '#!/bin/sh\nexit 0\n');
      chmodSync(path.join(bin, name), 0o755);
    }
  }

  function question(changes: Partial<ToolQuestion> = {}): ToolQuestion {
    return { way: 'python', env: { PATH: bin }, platform: 'linux', log: path.join(bin, 'log'), ...changes };
  }

  async function complaint(changes: Partial<ToolQuestion> = {}): Promise<UserError> {
    const error = await findTools(question(changes)).then(
      () => assert.fail('found everything'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof UserError);
    return error;
  }

  it('are all found', async () => {
    programs('npm', 'python3', 'g++', 'make');
    assert.deepEqual(await findTools(question()), {
      node: process.execPath,
      npm: [path.join(bin, 'npm')],
      python: path.join(bin, 'python3'),
    });
  });

  it('names everything that is missing at once', async () => {
    const { message, remedy } = await complaint();
    assert.equal(message, 'Setting up TensorFlow needs npm, Python, a C++ compiler and make, which are missing.');
    for (const step of ['sudo apt install npm', 'python3 python3-venv', 'g++ make']) assert.ok(remedy!.includes(step));
  });

  it('names what is missing on a Mac in its own words', async () => {
    programs('npm', 'python3');
    const { message, remedy } = await complaint({ platform: 'darwin' });
    assert.match(message, /needs a C\+\+ compiler and make/);
    assert.equal(remedy, 'Install the command line tools (`xcode-select --install`). Then set up again.');
  });

  it('names a Python whose venv was split off, as on Debian', async () => {
    programs('npm', 'g++', 'make');
    writeFileSync(path.join(bin, 'python3'), '#!/bin/sh\necho "No module named ensurepip" >&2; exit 1\n');
    chmodSync(path.join(bin, 'python3'), 0o755);
    const { message, remedy } = await complaint();
    assert.equal(message, 'Setting up TensorFlow needs the venv module of Python, which is missing.');
    assert.match(remedy!, /sudo apt install python3-venv/);
  });

  it('needs neither Python nor a compiler for the download', async () => {
    programs('npm');
    assert.deepEqual(await findTools(question({ way: 'download' })), {
      node: process.execPath,
      npm: [path.join(bin, 'npm')],
    });
    const { message } = await complaint({ way: 'download', env: { PATH: '' } });
    assert.equal(message, 'Setting up TensorFlow needs npm, which is missing.');
  });

  it('sends Windows to the download', async () => {
    const { remedy } = await complaint({ platform: 'win32' });
    assert.match(remedy!, /--way download/);
  });

  it('can build where there is Python, make and a compiler', () => {
    assert.equal(canBuild({ PATH: bin }, 'linux'), false);
    programs('python3', 'make');
    assert.equal(canBuild({ PATH: bin }, 'linux'), false);
    assert.equal(canBuild({ PATH: bin, CXX: '/opt/g++' }, 'linux'), true);
    programs('clang++');
    assert.equal(canBuild({ PATH: bin }, 'linux'), true);
    assert.equal(canBuild({ PATH: bin }, 'win32'), false);
  });

  it('finds the first program on PATH that can be run', () => {
    writeFileSync(path.join(bin, 'python3'), '');
    assert.equal(findProgram(['python3'], { PATH: bin }, 'linux'), undefined);
    programs('python');
    assert.equal(findProgram(['python3', 'python'], { PATH: `/nowhere:${bin}` }, 'linux'), path.join(bin, 'python'));
  });
});
