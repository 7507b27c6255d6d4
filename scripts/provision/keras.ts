/** Provides Keras on the same TensorFlow as the engine, to measure and check the engines against. */
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { tensorFlowVersion } from '../../runner/engine/tensorflow/versions';
import { cache } from '../paths';
import { run } from '../process';
import { provisionWeights } from './weights';

const folder = path.join(cache, `keras-tensorflow-${tensorFlowVersion}`);
const ready = path.join(folder, 'bin', 'ready');

/** Absolute path of its interpreter. */
const python = path.join(folder, 'bin', 'python');

/** The interpreter, if the environment already exists. */
export function kerasPython(): string | undefined {
  return existsSync(ready) ? python : undefined;
}

/** Creates the Python environment, about 1.5 GB, once. @returns the interpreter */
export async function provisionKeras(): Promise<string> {
  if (existsSync(ready)) return python;
  const log = path.join(cache, 'keras.log');
  await mkdir(cache, { recursive: true });
  await rm(folder, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', folder], { log });
  const flags = ['--disable-pip-version-check', '--no-input', '--only-binary', ':all:'];
  const packages = [`tensorflow-cpu==${tensorFlowVersion}`, 'keras==3.15.1'];
  await run(python, ['-m', 'pip', 'install', ...flags, ...packages], { log });
  await writeFile(ready, '');
  return python;
}

if (process.argv[1] === __filename) {
  provisionKeras()
    .then(provisionWeights)
    .catch((error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    });
}
