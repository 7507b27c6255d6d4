import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { engineDirectory, installationFolder } from '../../../../runner/engine/tensorflow/directory';
import { launchEnvironment } from '../../../../runner/engine/tensorflow/environment';
import { inspectInstallation, type Marker, markerFile } from '../../../../runner/engine/tensorflow/installation';
import { tensorFlowProvider } from '../../../../runner/engine/tensorflow/provider';

const host = { platform: 'linux', arch: 'x64', nodeApi: 9 };
const marker: Marker = {
  package: '@tensorflow/tfjs-node-gpu',
  bindingVersion: '4.22.0',
  tensorFlowVersion: '2.18.1',
  way: 'python',
  platform: 'linux',
  arch: 'x64',
  gpu: false,
  gpuFound: false,
  libraryFolders: [],
};

describe('engine directory', () => {
  const cases: [NodeJS.ProcessEnv, NodeJS.Platform, string][] = [
    [{ FEREXP_ENGINE_DIR: '/srv/engines', XDG_CACHE_HOME: '/x' }, 'linux', '/srv/engines'],
    [{ XDG_CACHE_HOME: '/x' }, 'linux', path.join('/x', 'ferexp', 'engines')],
    [{}, 'linux', path.join('/home/ann', '.cache', 'ferexp', 'engines')],
    [{ XDG_CACHE_HOME: '/x' }, 'darwin', path.join('/home/ann', 'Library', 'Caches', 'ferexp')],
    [{ LOCALAPPDATA: '/local' }, 'win32', path.join('/local', 'ferexp')],
    [{}, 'win32', path.join('/home/ann', 'AppData', 'Local', 'ferexp')],
  ];
  for (const [env, platform, expected] of cases) {
    it(`on ${platform} with ${JSON.stringify(env)}`, () => {
      assert.equal(engineDirectory(env, platform, '/home/ann'), expected);
    });
  }
});

describe('TensorFlow installation', () => {
  let directory: string;
  let folder: string;
  beforeEach(() => {
    directory = mkdtempSync(path.join(os.tmpdir(), 'ferexp-engine-'));
    folder = installationFolder(directory);
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  function write(
    changes: Partial<Marker> = {},
    files = ['lib/napi-v8/tfjs_binding.node', 'deps/lib/libtensorflow.so'],
  ) {
    for (const file of files) {
      const full = path.join(folder, 'node_modules', '@tensorflow', 'tfjs-node-gpu', file);
      mkdirSync(path.dirname(full), { recursive: true });
      writeFileSync(full, '');
    }
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, markerFile), JSON.stringify({ ...marker, ...changes }));
  }

  function reason(): string {
    const state = inspectInstallation(directory, host);
    assert.ok(!state.ready);
    return state.reason;
  }

  it('is ready when it is complete and fits', () => {
    write();
    assert.deepEqual(inspectInstallation(directory, host), { ready: true, installation: { folder, marker } });
  });

  it('is not set up where there is none', () => {
    assert.equal(reason(), 'TensorFlow is not set up.');
  });

  for (const text of ['', '{ "package": 1 }', '{"package":']) {
    it(`was never finished where the marker says ${JSON.stringify(text)}`, () => {
      mkdirSync(folder);
      writeFileSync(path.join(folder, markerFile), text);
      assert.match(reason(), /was never finished/);
    });
  }

  it('does not fit another version of the binding', () => {
    write({ bindingVersion: '4.21.0' });
    assert.match(reason(), /does not fit: it holds version 4\.21\.0 of the binding, but 4\.22\.0 is needed\./);
  });

  it('does not fit another machine, as when a home folder is shared', () => {
    write({ platform: 'darwin', arch: 'arm64' });
    assert.match(reason(), /built for darwin-arm64, but this is linux-x64\./);
  });

  it('does not fit an old Node.js', () => {
    write();
    const state = inspectInstallation(directory, { ...host, nodeApi: 7 });
    assert.ok(!state.ready && state.reason.includes('needs a Node.js with Node-API 8, but this one has 7'));
  });

  it('misses a Python environment that was removed', () => {
    write({}, ['lib/napi-v8/tfjs_binding.node']);
    assert.match(reason(), /the TensorFlow library in .* is missing\./);
  });

  it('misses a binding that was removed', () => {
    write({}, ['deps/lib/libtensorflow.so']);
    assert.match(reason(), /tfjs_binding\.node is missing\./);
  });
});

describe('TensorFlow provider where nothing is set up', () => {
  const before = process.env['FEREXP_ENGINE_DIR'];
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(path.join(os.tmpdir(), 'ferexp-engine-'));
    process.env['FEREXP_ENGINE_DIR'] = directory;
  });
  afterEach(() => {
    if (before === undefined) delete process.env['FEREXP_ENGINE_DIR'];
    else process.env['FEREXP_ENGINE_DIR'] = before;
    rmSync(directory, { recursive: true });
  });

  it('says how to set it up', async () => {
    assert.deepEqual(await tensorFlowProvider.probe(), {
      available: false,
      reason: 'TensorFlow is not set up.',
      remedy: 'Run `ferexp engine setup`, or the command “Set Up TensorFlow Engine” in VS Code.',
    });
  });

  it('creates no engine', async () => {
    await assert.rejects(tensorFlowProvider.create(), { name: 'UserError', message: 'TensorFlow is not set up.' });
  });
});

describe('environment that TensorFlow is started with', () => {
  const installation = {
    folder: '/e/tensorflow',
    marker: { ...marker, gpu: true, libraryFolders: ['python/nvidia/cudnn/lib', '/opt/venv/nvidia/cublas/lib'] },
  };

  it('keeps big blocks in the process on Linux', () => {
    assert.deepEqual(launchEnvironment(undefined, 'linux', {}), {
      TF_CPP_MIN_LOG_LEVEL: '2',
      MALLOC_MMAP_THRESHOLD_: '4294967296',
      MALLOC_TRIM_THRESHOLD_: '8589934592',
    });
  });

  it('lets the linker find the CUDA libraries before those of the user', () => {
    const { LD_LIBRARY_PATH } = launchEnvironment(installation, 'linux', { LD_LIBRARY_PATH: '/mine' });
    assert.equal(LD_LIBRARY_PATH, '/e/tensorflow/python/nvidia/cudnn/lib:/opt/venv/nvidia/cublas/lib:/mine');
  });

  it('is plain elsewhere', () => {
    assert.deepEqual(launchEnvironment(installation, 'darwin', {}), { TF_CPP_MIN_LOG_LEVEL: '2' });
  });
});
