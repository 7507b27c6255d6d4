/** The whole set-up with stand-ins for npm and Python, so that no network is needed. */
import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { installationFolder } from '../../../../../runner/engine/tensorflow/directory';
import { inspectInstallation } from '../../../../../runner/engine/tensorflow/installation';
import { setupTensorFlow, type SetupOptions } from '../../../../../runner/engine/tensorflow/setup';
import { currentProcess, isAlive } from '../../../../../storage/machine/processIdentity';
import { UserError } from '../../../../../schemas/userError';

/** What a package must export to pass the check. */
const goodPackage = `
const binding = { isUsingGpuDevice: () => false, TF_Version: '2.9.1' };
module.exports = { tensor2d: (rows) => rows, backend: () => ({ binding }),
  matMul: () => ({ dataSync: () => [19, 22, 43, 50] }) };`;

const describePosix = process.platform === 'win32' ? describe.skip : describe;

describePosix('setting up TensorFlow', () => {
  let directory: string;
  let bin: string;
  beforeEach(() => {
    directory = mkdtempSync(path.join(os.tmpdir(), 'ferexp-setup-'));
    bin = mkdtempSync(path.join(os.tmpdir(), 'ferexp-bin-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
    rmSync(bin, { recursive: true });
  });

  function program(name: string, script: string): void {
    writeFileSync(path.join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(path.join(bin, name), 0o755);
  }

  /** An npm that "downloads" a package with this source. */
  function npmWith(source: string): void {
    const file = path.join(bin, 'package.js');
    writeFileSync(file, source);
    program(
      'npm',
      `package=node_modules/@tensorflow/tfjs-node; /bin/mkdir -p $package/lib/napi-v8 $package/deps/lib
/bin/cp ${file} $package/index.js; : > $package/lib/napi-v8/tfjs_binding.node
: > $package/deps/lib/libtensorflow.so; : > $package/deps/lib/libtensorflow.dylib; echo "called with $*"`,
    );
  }

  function setup(options: Partial<SetupOptions> = {}): Promise<void> {
    return setupTensorFlow({ way: 'download', directory, env: { PATH: bin }, ...options });
  }

  async function failure(run: Promise<void>): Promise<UserError> {
    const error = await run.then(
      () => assert.fail('did not fail'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof UserError, String(error));
    return error;
  }

  /** Nothing but the log: no draft, no lock, no installation. */
  function assertNothingLeft(): void {
    assert.deepEqual(
      readdirSync(directory).filter((name) => name !== 'tensorflow-setup.log'),
      [],
    );
  }

  it('installs what loads and computes, and tells each step', async () => {
    npmWith(goodPackage);
    const told: string[] = [];
    await setup({ onProgress: ({ detail, done, total }) => told.push(`${done}/${total} ${detail}`) });
    assert.deepEqual(told, [
      '0/2 Downloading TensorFlow with the package’s own install script (some hundred megabytes)',
      '1/2 Checking that it loads and computes',
    ]);
    const state = inspectInstallation(directory);
    assert.ok(state.ready);
    assert.equal(state.installation.marker.tensorFlowVersion, '2.9.1');
    assert.equal(state.installation.marker.way, 'download');
    assert.deepEqual(readdirSync(directory).sort(), [path.basename(state.installation.folder), 'tensorflow-setup.log']);
    assert.match(
      readFileSync(path.join(directory, 'tensorflow-setup.log'), 'utf8'),
      /called with install .*--ignore-scripts=false @tensorflow\/tfjs-node@4\.22\.0/,
    );
  });

  it('replaces an earlier installation only once the new one is checked', async () => {
    npmWith(goodPackage);
    await setup();
    npmWith('throw new Error("cannot load")');
    await failure(setup());
    assert.ok(inspectInstallation(directory).ready);
    npmWith(goodPackage.replace('2.9.1', '2.9.2'));
    await setup();
    const state = inspectInstallation(directory);
    assert.ok(state.ready && state.installation.marker.tensorFlowVersion === '2.9.2');
  });

  for (const [what, source, printed] of [
    ['does not load', 'throw new Error("libtensorflow.so.2: cannot open shared object file")', /cannot open shared/],
    ['computes something wrong', goodPackage.replace('19, 22', '19, 23'), /matMul computed 19,23/],
  ] as const) {
    it(`leaves nothing when it ${what}, and keeps what was printed`, async () => {
      npmWith(source);
      const { message, remedy } = await failure(setup());
      assert.match(message, /^Setting up TensorFlow failed: .* Nothing was installed\.$/s);
      assert.match(
        remedy!,
        /`ferexp engine setup --way python`\. What the tools printed is in .*tensorflow-setup\.log/,
      );
      assert.match(readFileSync(path.join(directory, 'tensorflow-setup.log'), 'utf8'), printed);
      assertNothingLeft();
    });
  }

  for (const [printed, message] of [
    ['npm ERR! getaddrinfo ENOTFOUND registry', /The network did not answer/],
    ['ERROR: No matching distribution found for tensorflow', /no TensorFlow for this Python/],
    ['npm ERR! ENOSPC: no space left on device', /The disk is full/],
  ] as const) {
    it(`says in words: ${printed}`, async () => {
      program('npm', `echo "${printed}" >&2; exit 1`);
      const error = await failure(setup());
      assert.match(error.message, message);
      assert.equal(error.exitCode, 1);
      assertNothingLeft();
    });
  }

  it('ends all that it started when cancelled, and leaves nothing', async () => {
    const pidFile = path.join(bin, 'pid');
    // The grandchild is what a compiler is to make. It ignores the polite signal.
    program('npm', `/bin/sh -c 'trap "" TERM; echo $$ > ${pidFile}; while :; do /bin/sleep 0.05; done' & wait`);
    const controller = new AbortController();
    const running = setup({ signal: controller.signal });
    while (!existsSync(pidFile) || readFileSync(pidFile, 'utf8') === '') {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const reason = new Error('stop it');
    controller.abort(reason);
    await assert.rejects(running, reason);
    const pid = Number(readFileSync(pidFile, 'utf8'));
    assert.equal(isAlive({ ...currentProcess(), pid, processStart: '' }), false);
    assertNothingLeft();
  });

  it('does not begin when cancelled already', async () => {
    npmWith(goodPackage);
    await assert.rejects(setup({ signal: AbortSignal.abort(new Error('stop it')) }), new Error('stop it'));
    assertNothingLeft();
  });

  it('refuses a second set-up at the same time', async () => {
    writeFileSync(path.join(directory, 'tensorflow-setup.lock'), JSON.stringify(currentProcess()));
    const { message, exitCode } = await failure(setup());
    assert.match(message, new RegExp(`being set up already, by process ${process.pid} on `));
    assert.equal(exitCode, 1);
    assert.ok(!existsSync(installationFolder(directory)));
  });

  it('takes over the lock of a process that is gone', async () => {
    npmWith(goodPackage);
    const gone = { ...currentProcess(), processStart: 'long ago' };
    writeFileSync(path.join(directory, 'tensorflow-setup.lock'), JSON.stringify(gone));
    await setup();
    assert.ok(inspectInstallation(directory).ready);
  });

  it('takes over a lock that was never written to its end', async () => {
    npmWith(goodPackage);
    writeFileSync(path.join(directory, 'tensorflow-setup.lock'), '');
    await setup();
    assert.ok(inspectInstallation(directory).ready);
  });

  it('removes what a killed set-up has left', async () => {
    npmWith(goodPackage);
    mkdirSync(path.join(directory, 'draft-of-a-killed-one', 'node_modules'), { recursive: true });
    await setup();
    assert.ok(!existsSync(path.join(directory, 'draft-of-a-killed-one')));
  });

  it('says which folder it cannot write to', async () => {
    const file = path.join(bin, 'a-file');
    writeFileSync(file, '');
    const error = await failure(setup({ directory: path.join(file, 'engines') }));
    assert.match(error.message, /^The engine directory .*a-file.engines cannot be written to/);
    assert.match(error.remedy!, /FEREXP_ENGINE_DIR/);
  });

  it('takes the way of Python where it can be built, else the download', async () => {
    npmWith(goodPackage);
    await setup({ way: 'auto' });
    const state = inspectInstallation(directory);
    assert.ok(state.ready && state.installation.marker.way === 'download');
    for (const name of ['python3', 'make', 'g++']) program(name, 'exit 3');
    const { message } = await failure(setup({ way: 'auto' }));
    assert.match(message, /the venv module of Python/);
  });

  it('refuses a Python for the way of the download, and one that does not exist', async () => {
    assert.match((await failure(setup({ python: '/x' }))).message, /of no use to the way "download"/);
    const { message } = await failure(setup({ way: 'auto', python: path.join(bin, 'python') }));
    assert.match(message, /There is no Python interpreter at .*python\./);
    assertNothingLeft();
  });

  it('says that an existing Python environment has no TensorFlow', async () => {
    program('npm', 'exit 0');
    for (const name of ['make', 'g++']) program(name, 'exit 0');
    program('python', `echo '{"version": "", "tensorflow": null, "nvidia": null}'`);
    const { message, remedy } = await failure(setup({ way: 'auto', python: path.join(bin, 'python') }));
    assert.match(message, /^The Python environment of .*python has no TensorFlow\.$/);
    assert.match(remedy!, /-m pip install tensorflow/);
    assertNothingLeft();
  });
});
