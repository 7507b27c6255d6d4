/**
 * Gives a testing process its own home, caches and settings, so that the user's daily setup does not change the tests, nor
 * the tests the setup. Mocha requires this before anything else; scripts that start a host import it.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { installationFolder } from '../../runner/engine/tensorflow/directory';
import { workersVariable } from '../../runner/engine/wasm/workerCount';
import { engines } from '../paths';
import { places } from './places';

/** Set in processes that an isolated process started: they share its home. */
const marker = 'FEREXP_TEST_HOME';

const ourVariables = (): string[] =>
  Object.keys(process.env)
    .filter((name) => name.startsWith('FEREXP_'))
    .sort();

if (process.env[marker] === undefined) isolate();

const atFirst = ourVariables().join();

/** A file that leaves a variable set would change the files that its process runs after it. */
export const mochaHooks = {
  afterAll(): void {
    const left = ourVariables().join();
    if (left !== atFirst) throw new Error(`A test has left other variables set: ${left}, where there were ${atFirst}.`);
  },
};

function isolate(): void {
  const home = mkdtempSync(path.join(os.tmpdir(), 'ferexp-home-'));
  // Our own variables would choose engines, threads, weights or mirrors.
  for (const name of ourVariables()) Reflect.deleteProperty(process.env, name);
  const engineDirectory = path.join(home, 'engines');
  Object.assign(process.env, {
    [marker]: home,
    HOME: home,
    USERPROFILE: home,
    LOCALAPPDATA: path.join(home, 'local'),
    APPDATA: path.join(home, 'roaming'),
    XDG_CACHE_HOME: path.join(home, 'cache'),
    XDG_CONFIG_HOME: path.join(home, 'config'),
    XDG_DATA_HOME: path.join(home, 'data'),
    FEREXP_ENGINE_DIR: engineDirectory,
    // Threads of the embedded engine wait for each other, and wait long where other processes train on the same cores.
    [workersVariable]: String(Math.max(1, Math.floor(os.availableParallelism() / places()))),
  });
  // The installation is large and never written to, so it is linked; files beside it, such as measurements, are not.
  mkdirSync(engineDirectory, { recursive: true });
  const installed = installationFolder(engines);
  if (existsSync(installed)) symlinkSync(installed, installationFolder(engineDirectory), 'junction');
  const owner = process.pid;
  process.once('exit', () => {
    if (process.pid === owner) rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  });
}
