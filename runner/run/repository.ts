/**
 * Finds the commit of an experiment's Git repository, and whether files differ from it.
 *
 * Git runs programs that are named in a repository's configuration (`core.fsmonitor`, filters, hooks, fetches of a partial
 * clone), so using it on a folder means trusting that folder. This module reads the commit from files instead, and makes
 * Git compare with a temporary repository, which only uses the objects and a copy of the index of the original: no
 * configuration of the folder, the user or the system is read.
 */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from '../../storage/machine/program';
import { readRegularFile, statRegularFile } from '../../storage/files/regularFile';
import type { RunEnvironment } from '../../schemas/generated/environment';

const run = promisify(execFile);

/** In bytes. Files with references have a single line, or a line per branch (`packed-refs`). */
const longest = 16 * 2 ** 20;
/** For error messages, which are not shown here. */
const what = 'the repository';
/** The longest chain of references that name each other. */
const deepest = 5;
const hexadecimal = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
/** Milliseconds. */
const patience = 10_000;

interface Repository {
  /** Absolute path of the folder with the tracked files. */
  readonly worktree: string;
  /** Absolute path of the folder with `HEAD` and `index`. */
  readonly gitFolder: string;
  /** Absolute path of the folder with objects and branches; a different one if there are several working trees. */
  readonly commonFolder: string;
}

/**
 * Untracked files do not count as changes, since runs and data are in the same folder.
 * @returns undefined outside a repository, before its first commit, without Git, and for unknown formats
 */
export async function describeRepository(folder: string): Promise<RunEnvironment['git']> {
  try {
    const repository = await findRepository(folder);
    const commit = repository && (await readReference(repository, 'HEAD'));
    if (!commit) return undefined;
    return { commit, dirty: await differs(repository, commit) };
  } catch {
    return undefined;
  }
}

async function findRepository(folder: string): Promise<Repository | undefined> {
  for (let worktree = path.resolve(folder); ; worktree = path.dirname(worktree)) {
    const gitFolder = await gitFolderOf(worktree);
    if (gitFolder !== undefined && (await readLine(path.join(gitFolder, 'HEAD'))) !== undefined) {
      const common = await readLine(path.join(gitFolder, 'commondir'));
      return { worktree, gitFolder, commonFolder: common === undefined ? gitFolder : path.resolve(gitFolder, common) };
    }
    if (worktree === path.dirname(worktree)) return undefined;
  }
}

/** `.git` is a folder; in additional working trees and in submodules, it is a file that names the folder. */
async function gitFolderOf(worktree: string): Promise<string> {
  const place = path.join(worktree, '.git');
  const named = /^gitdir: (.+)$/.exec((await readLine(place)) ?? '')?.[1];
  return named === undefined ? place : path.resolve(worktree, named);
}

/** The commit that a reference points to. */
async function readReference(repository: Repository, name: string, depth = 0): Promise<string | undefined> {
  if (depth > deepest || name.split('/').includes('..')) return undefined;
  const { gitFolder, commonFolder } = repository;
  const content = (await readLine(path.join(gitFolder, name))) ?? (await readLine(path.join(commonFolder, name)));
  const next = /^ref: (.+)$/.exec(content ?? '')?.[1];
  if (next !== undefined) return readReference(repository, next, depth + 1);
  const commit = content ?? (await packedReference(commonFolder, name));
  return commit !== undefined && hexadecimal.test(commit) ? commit : undefined;
}

async function packedReference(commonFolder: string, name: string): Promise<string | undefined> {
  const text = await readRegularFile(path.join(commonFolder, 'packed-refs'), what, longest).catch(() => undefined);
  const line = text
    ?.toString('utf8')
    .split('\n')
    .find((candidate) => candidate.endsWith(` ${name}`));
  return line?.slice(0, -name.length - 1);
}

/** The first line of a file; undefined if there is no such regular file. */
async function readLine(file: string): Promise<string | undefined> {
  const content = await readRegularFile(file, what, longest).catch(() => undefined);
  return content?.toString('utf8').split(/\r?\n/, 1)[0]!.trim();
}

/** Whether tracked files or staged changes differ from the commit. */
async function differs({ worktree, gitFolder, commonFolder }: Repository, commit: string): Promise<boolean> {
  const git = findProgram(['git']);
  if (git === undefined) throw new Error('Git is not installed.');
  const own = await mkdtemp(path.join(os.tmpdir(), 'ferexp-git-'));
  try {
    const format = commit.length === 64 ? '\n[extensions]\n\tobjectFormat = sha256' : '';
    await writeFile(path.join(own, 'config'), `[core]\n\trepositoryFormatVersion = 1\n\tbare = false${format}\n`);
    await writeFile(path.join(own, 'HEAD'), `${commit}\n`);
    await mkdir(path.join(own, 'refs'));
    await mkdir(path.join(own, 'objects'));
    // A split index has its larger part in another file of the same folder.
    for (const name of await readdir(gitFolder)) {
      if (name === 'index' || name.startsWith('sharedindex.')) await copyIndex(gitFolder, own, name);
    }
    const { stdout } = await run(
      git,
      ['--no-optional-locks', 'status', '--porcelain', '--untracked-files=no', '--ignore-submodules=all'],
      {
        cwd: own,
        timeout: patience,
        windowsHide: true,
        env: {
          ...withoutGit(process.env),
          GIT_DIR: own,
          GIT_WORK_TREE: worktree,
          GIT_OBJECT_DIRECTORY: path.join(commonFolder, 'objects'),
          GIT_CONFIG_NOSYSTEM: '1',
          GIT_CONFIG_SYSTEM: os.devNull,
          GIT_CONFIG_GLOBAL: os.devNull,
          GIT_ATTR_NOSYSTEM: '1',
          GIT_TERMINAL_PROMPT: '0',
        },
      },
    );
    return stdout.trim() !== '';
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

async function copyIndex(from: string, to: string, name: string): Promise<void> {
  // Reading from a pipe with this name could wait forever.
  await statRegularFile(path.join(from, name), what);
  await copyFile(path.join(from, name), path.join(to, name));
}

/** Removes variables that point Git to other repositories, configurations and programs. */
function withoutGit(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^GIT_/i.test(name)));
}
