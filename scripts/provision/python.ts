/** Provides Python environments to measure and check the engines against. */
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cache } from '../paths';
import { run } from '../process';

/** A Python environment with pinned packages, made on demand in the cache. */
export class PythonEnvironment {
  private readonly folder: string;
  private readonly ready: string;
  private readonly python: string;

  /**
   * @param name of its folder in the cache: with the versions, so that others are another environment
   * @param packages with versions, as pip takes them
   */
  constructor(
    private readonly name: string,
    private readonly packages: readonly string[],
  ) {
    this.folder = path.join(cache, name);
    this.ready = path.join(this.folder, 'bin', 'ready');
    this.python = path.join(this.folder, 'bin', 'python');
  }

  /** Absolute path of its interpreter, if the environment already exists. */
  get interpreter(): string | undefined {
    return existsSync(this.ready) ? this.python : undefined;
  }

  /** Makes the environment, once. @returns the interpreter */
  async provision(): Promise<string> {
    if (this.interpreter !== undefined) return this.interpreter;
    const log = path.join(cache, `${this.name}.log`);
    await mkdir(cache, { recursive: true });
    await rm(this.folder, { recursive: true, force: true });
    await run('python3', ['-m', 'venv', this.folder], { log });
    const flags = ['--disable-pip-version-check', '--no-input', '--only-binary', ':all:'];
    await run(this.python, ['-m', 'pip', 'install', ...flags, ...this.packages], { log });
    await writeFile(this.ready, '');
    return this.python;
  }
}
