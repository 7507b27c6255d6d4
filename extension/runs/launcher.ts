/** Starts `ferexp` to run or resume experiments; its progress is read from the run directories. */
import path from 'node:path';
import type * as vscode from 'vscode';
import { makeFolder } from '../../storage/files/folder';
import { projectOfRuns } from '../../experiment/project';
import { newLogFile, startDetached } from '../../storage/machine/detached';
import type { Launch } from './launches';
import { configuredRuntime } from './settings';

export function variantArguments(variants: readonly string[] | undefined): string[] {
  return (variants ?? []).flatMap((variant) => ['--variant', variant]);
}

export class Launcher {
  constructor(
    private readonly script: string,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /**
   * @param experiment runs root and name of the experiment
   * @param variants undefined for all variants of the file
   * @param earlier directories of the runs that the experiment already has
   * @param again runs also what is done
   */
  async run(
    file: string,
    experiment: { readonly name: string; readonly runsRoot: string },
    variants: readonly string[] | undefined,
    earlier: readonly string[],
    again = false,
  ): Promise<Launch> {
    return this.#start(['run', file, ...variantArguments(variants), ...(again ? ['--again'] : [])], {
      target: file,
      name: experiment.name,
      runsRoot: experiment.runsRoot,
      cwd: path.dirname(file),
      earlier,
    });
  }

  /** @param directory of the run, `<project>/.ferexp/runs/<experiment>/<run-id>` */
  async resume(directory: string, name: string, earlier: readonly string[]): Promise<Launch> {
    const runsRoot = path.resolve(directory, '../..');
    const cwd = projectOfRuns(runsRoot);
    return this.#start(['resume', directory], { target: directory, name, runsRoot, cwd, earlier });
  }

  /** Resumes the runs that queues of a project have left. @param directories of those runs */
  async resumeAll(runsRoot: string, directories: readonly string[]): Promise<Launch> {
    const cwd = projectOfRuns(runsRoot);
    const launch = { target: runsRoot, name: 'Queue', runsRoot, cwd, earlier: [], directories };
    return this.#start(['resume', '--all', '--project', cwd], launch);
  }

  async #start(
    args: readonly string[],
    { runsRoot, cwd, ...launch }: Omit<Launch, 'pid' | 'startedAt' | 'log'> & { runsRoot: string; cwd: string },
  ): Promise<Launch> {
    const runtime = await configuredRuntime();
    const log = newLogFile(runsRoot, launch.name);
    this.log.info(`ferexp ${args.join(' ')} (${runtime.description}), output in ${log}`);
    await makeFolder(path.dirname(log));
    const { child } = startDetached(runtime, this.script, args, { cwd, log });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    child.on('exit', (code) => this.log.info(`ferexp ${args[0]} ${launch.name} ended with ${code ?? 'a signal'}`));
    return { ...launch, pid: child.pid!, startedAt: new Date().toISOString(), log };
  }
}
