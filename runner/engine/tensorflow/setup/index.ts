/** Sets up TensorFlow. Uses the network, and only when the user asks for it. */
import { randomUUID } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import { access, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../../../schemas/userError';
import { engineDirectory, installationFolder } from '../directory';
import { type Marker, markerFile, type SetupWay } from '../installation';
import { bindingVersion } from '../versions';
import { setUpByDownload } from './download';
import { describeFailure } from './failure';
import { countSteps, type SetupJob } from './job';
import { lockSetup } from './lock';
import { pythonSteps, setUpWithPython } from './python';
import { canBuild, findTools } from './tools';
import { verify } from './verify';
import type { Progress } from '../../../progress';

export interface SetupOptions {
  /** `auto`: `python` if there is a python3 and a C++ compiler, otherwise `download`. */
  readonly way: 'auto' | SetupWay;
  /** Interpreter of an existing Python environment whose TensorFlow is to be used. Implies the way `python`. */
  readonly python?: string;
  /** Also install the CUDA libraries. NVIDIA GPUs on Linux only. Default false. */
  readonly gpu?: boolean;
  /** Engine directory; default `engineDirectory()`. */
  readonly directory?: string;
  readonly onProgress?: Progress;
  /** Cancels: ends all child processes and leaves nothing behind. */
  readonly signal?: AbortSignal;
  /** Environment of the child processes; default the process's own. */
  readonly env?: NodeJS.ProcessEnv;
}

const draftPrefix = 'draft-';

/**
 * Installs TensorFlow into the engine directory, or leaves everything unchanged: it is installed into a draft, which must
 * load and compute before it replaces an earlier installation.
 * @throws UserError when something is missing or fails, with what to do next; the signal's reason when cancelled
 */
export async function setupTensorFlow(options: SetupOptions): Promise<void> {
  const directory = options.directory ?? engineDirectory();
  await makeDirectory(directory);
  const lock = await lockSetup(directory);
  const draft = path.join(directory, `${draftPrefix}${randomUUID()}`);
  try {
    await removeStaleDrafts(directory);
    await mkdir(draft);
    await install(options, directory, draft);
  } finally {
    await rm(draft, { recursive: true, force: true, maxRetries: 3 });
    await lock.release();
  }
}

async function makeDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    await access(directory, constants.W_OK);
  } catch (error) {
    throw new UserError(
      `The engine directory ${directory} cannot be written to: ${(error as Error).message}`,
      'Set FEREXP_ENGINE_DIR to a folder that you may write to.',
      1,
    );
  }
}

/** Removes drafts of set-ups that were killed: only the process that holds the lock writes drafts. */
async function removeStaleDrafts(directory: string): Promise<void> {
  const stale = (await readdir(directory)).filter((name) => name.startsWith(draftPrefix));
  for (const name of stale) await rm(path.join(directory, name), { recursive: true, force: true, maxRetries: 3 });
}

async function install(options: SetupOptions, directory: string, draft: string): Promise<void> {
  const { signal, python: existingPython } = options;
  const { platform } = process;
  // npm uses these variables to tell its children about the project that it was started for.
  const env = withoutNpm(options.env ?? process.env);
  const way = chooseWay(options, env);
  const log = path.join(directory, 'tensorflow-setup.log');
  await writeFile(log, `${new Date().toISOString()} way ${way}\n`);
  const report = countSteps(options.onProgress, (way === 'python' ? pythonSteps(existingPython) : 1) + 1);
  const tools = await findTools({ way, python: existingPython, env, platform, log, signal });
  const job: SetupJob = {
    folder: draft,
    tools,
    gpu: options.gpu ?? false,
    existingPython,
    env,
    platform,
    log,
    signal,
    report,
  };
  try {
    const installed = way === 'python' ? await setUpWithPython(job) : await setUpByDownload(job);
    report('Checking that it loads and computes');
    const known = { ...installed, bindingVersion, way, platform, arch: process.arch, gpu: job.gpu };
    const marker: Marker = { ...known, ...(await verify(job, known)) };
    await writeFile(path.join(draft, markerFile), `${JSON.stringify(marker, undefined, 2)}\n`);
    signal?.throwIfAborted();
    await replace(draft, installationFolder(directory));
  } catch (error) {
    throw describeFailure(error, way, log, signal);
  }
}

function chooseWay(options: SetupOptions, env: NodeJS.ProcessEnv): SetupWay {
  if (options.python !== undefined) {
    if (options.way === 'download') {
      throw new UserError('A Python environment is of no use to the way "download".', 'Leave out --python or --way.');
    }
    if (!existsSync(options.python)) {
      throw new UserError(
        `There is no Python interpreter at ${options.python}.`,
        'Give the path of the environment’s `python`, for example `.venv/bin/python`.',
      );
    }
    return 'python';
  }
  if (options.way !== 'auto') return options.way;
  return canBuild(env, process.platform) ? 'python' : 'download';
}

function withoutNpm(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(npm_|node_options$|node$)/i.test(name)));
}

/** An earlier installation is moved away first, so that the final name never belongs to an incomplete one. */
async function replace(draft: string, folder: string): Promise<void> {
  const old = `${draft}-old`;
  if (existsSync(folder)) await rename(folder, old);
  try {
    await rename(draft, folder);
  } catch (error) {
    if (existsSync(old)) await rename(old, folder);
    throw error;
  }
  // On Windows, a running experiment keeps its files open; the next set-up removes what remains.
  await rm(old, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
}
