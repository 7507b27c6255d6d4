/** The programs that a set-up needs, and how to get those that are missing. */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { findProgram } from '../../../../storage/machine/program';
import { UserError } from '../../../../schemas/userError';
import type { SetupWay } from '../installation';
import { ChildFailure, runChild } from '../../../childProcess';
import { own } from '../../../../schemas/own';

/** Absolute paths. */
export interface Tools {
  /** Node.js that runs npm, node-gyp and the check. */
  readonly node: string;
  /** Program and first arguments that run npm. */
  readonly npm: readonly [string, ...string[]];
  /** Way `python` only. */
  readonly python?: string;
}

export interface ToolQuestion {
  readonly way: SetupWay;
  /** Interpreter of an existing environment whose TensorFlow is to be used. */
  readonly python?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly log: string;
  readonly signal?: AbortSignal | undefined;
}

const howToGet: Record<string, Partial<Record<NodeJS.Platform, string>>> = {
  'Node.js': {
    linux:
      'install Node.js 20 or later (Debian, Ubuntu: `sudo apt install nodejs npm`; Fedora: `sudo dnf install nodejs`)',
    darwin: 'install Node.js 20 or later (`brew install node`, or the installer of nodejs.org)',
    win32: 'install Node.js 20 or later (`winget install OpenJS.NodeJS.LTS`)',
  },
  npm: {
    linux: 'install npm (Debian, Ubuntu: `sudo apt install npm`; Fedora: `sudo dnf install nodejs-npm`)',
    darwin: 'install npm, which comes with Node.js (`brew install node`)',
    win32: 'install npm, which comes with Node.js (`winget install OpenJS.NodeJS.LTS`)',
  },
  Python: {
    linux:
      'install Python 3.9 to 3.12 (Debian, Ubuntu: `sudo apt install python3 python3-venv`; Fedora: `sudo dnf install python3`)',
    darwin: 'install Python 3.9 to 3.12 (`brew install python@3.12`)',
    win32: 'install Python 3.12 (`winget install Python.Python.3.12`)',
  },
  'the venv module of Python': {
    linux: 'install it (Debian, Ubuntu: `sudo apt install python3-venv`)',
    darwin: 'install a complete Python (`brew install python@3.12`)',
    win32: 'install a complete Python (`winget install Python.Python.3.12`)',
  },
  'a C++ compiler': {
    linux:
      'install g++ and make (Debian, Ubuntu: `sudo apt install g++ make`; Fedora: `sudo dnf install gcc-c++ make`)',
    darwin: 'install the command line tools (`xcode-select --install`)',
  },
  make: {
    linux: 'install make (Debian, Ubuntu: `sudo apt install make`; Fedora: `sudo dnf install make`)',
    darwin: 'install the command line tools (`xcode-select --install`)',
  },
};

function remedyFor(missing: readonly string[], platform: NodeJS.Platform): string {
  const steps = missing.map(
    (tool) => own(howToGet, tool)?.[platform] ?? own(howToGet, tool)?.linux ?? `install ${tool}`,
  );
  const text = [...new Set(steps)].join('; then ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}. Then set up again.`;
}

/** Node.js itself, because Electron's has no headers to build against and cannot run npm. */
function findNode(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined {
  return process.versions['electron'] === undefined ? process.execPath : findProgram(['node'], env, platform);
}

/** On Windows npm is a batch file, which cannot be started without a shell: its script is run instead. */
function findNpm(
  node: string,
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): readonly [string, ...string[]] | undefined {
  const npm = findProgram(['npm'], env, platform);
  if (!npm) return undefined;
  if (platform !== 'win32') return [npm];
  return [node, path.join(path.dirname(realpathSync(npm)), 'node_modules', 'npm', 'bin', 'npm-cli.js')];
}

/** Whether the way `python` works here, as far as PATH shows. */
export function canBuild(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean {
  // TensorFlow's wheel for Windows has no import library of the C API to link against.
  if (platform === 'win32') return false;
  return ['python3', 'make'].every((name) => findProgram([name], env, platform)) && hasCompiler(env, platform);
}

function hasCompiler(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean {
  return Boolean(env['CXX']) || findProgram(['g++', 'c++', 'clang++'], env, platform) !== undefined;
}

/**
 * Finds all programs of a way.
 * @throws UserError that names everything that is missing, and how to get it on this system
 */
export async function findTools(question: ToolQuestion): Promise<Tools> {
  const { way, env, platform } = question;
  if (way === 'python' && platform === 'win32') {
    throw new UserError(
      'TensorFlow’s Python package for Windows cannot be linked against.',
      'Use the other way: `ferexp engine setup --way download`.',
    );
  }
  const missing: string[] = [];
  const node = findNode(env, platform);
  if (!node) missing.push('Node.js');
  const npm = findNpm(node ?? 'node', env, platform);
  if (!npm) missing.push('npm');
  let python: string | undefined;
  if (way === 'python') {
    python = question.python ?? findProgram(['python3', 'python'], env, platform);
    if (!python) missing.push('Python');
    else if (question.python === undefined && !(await hasVenv(python, question)))
      missing.push('the venv module of Python');
    if (!hasCompiler(env, platform)) missing.push('a C++ compiler');
    if (!findProgram(['make', 'gmake'], env, platform)) missing.push('make');
  }
  if (!node || !npm || missing.length > 0) {
    const list = missing.length > 1 ? `${missing.slice(0, -1).join(', ')} and ${missing.at(-1)!}` : missing[0]!;
    const verb = missing.length > 1 ? 'are' : 'is';
    throw new UserError(`Setting up TensorFlow needs ${list}, which ${verb} missing.`, remedyFor(missing, platform));
  }
  return { node, npm, ...(python === undefined ? {} : { python }) };
}

/** Debian packages `venv` and `ensurepip` separately from Python; without them an environment has no pip. */
async function hasVenv(python: string, question: ToolQuestion): Promise<boolean> {
  try {
    await runChild({
      program: python,
      args: ['-c', 'import venv, ensurepip'],
      directory: path.dirname(question.log),
      env: question.env,
      log: question.log,
      signal: question.signal,
    });
    return true;
  } catch (error) {
    if (error instanceof ChildFailure) return false;
    throw error;
  }
}
