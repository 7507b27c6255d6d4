/** Starts `ferexp` so that it outlives whoever starts it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { logsFolderOf } from '../../experiment/project';
import { fileError } from '../files/fileError';

/** A Node.js, and what is added to the environment of what it runs. */
export interface NodeProgram {
  readonly command: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** A new file for the output of runs of a project. @param name of the experiment */
export function newLogFile(runsRoot: string, name: string): string {
  const time = new Date().toISOString().replace(/[:.]/g, '-');
  return path.join(logsFolderOf(runsRoot), `${time}-${name}.log`);
}

/** The environment of `ferexp`: that of this process, without the variables of VS Code. */
export function programEnvironment(runtime: NodeProgram): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => name !== 'ELECTRON_RUN_AS_NODE' && name !== 'NODE_OPTIONS' && !name.startsWith('VSCODE_'),
  );
  return { ...Object.fromEntries(own), ...runtime.environment };
}

export interface DetachedProcess {
  readonly child: ChildProcess;
  /** Absolute path of the file with its output. */
  readonly log: string;
}

function openLog(file: string): number {
  try {
    return openSync(file, 'a');
  } catch (error) {
    throw fileError(error, `write ${file}`);
  }
}

/**
 * Starts `ferexp` so that it outlives the window: in a process group of its own, without pipes, with its output in a file.
 * @param script absolute path of dist/ferexp.js
 * @param log absolute path of the log, in an existing folder
 * @throws UserError if the log cannot be written
 */
export function startDetached(
  runtime: NodeProgram,
  script: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly log: string },
): DetachedProcess {
  const output = openLog(options.log);
  try {
    const child = spawn(runtime.command, [script, ...args], {
      cwd: options.cwd,
      env: programEnvironment(runtime),
      detached: true,
      windowsHide: true,
      stdio: ['ignore', output, output],
    });
    child.unref();
    return { child, log: options.log };
  } finally {
    closeSync(output);
  }
}
