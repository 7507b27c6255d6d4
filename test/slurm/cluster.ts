/** A project on a real Slurm, for one test file. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { RunRecord } from '../../results/runIndex';
import { type SlurmTimes, TestSlurm, whyNoSlurm } from '../../scripts/slurm/testSlurm';
import { dist, type Ended, ferexp } from '../cli/command';
import { runsOf, tiny } from '../cli/project';

export interface Submitted {
  readonly plan: string;
  readonly jobName: string;
  readonly elements: readonly {
    readonly index: number;
    readonly run: string;
    readonly directory: string;
    readonly job: string;
  }[];
}

export class Cluster {
  private up: TestSlurm | undefined;
  private readonly root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'fs-')));
  /** A space and a percent sign, which Slurm takes for something else. */
  readonly project = path.join(this.root, 'a 100% project');

  /** @returns whether there is a Slurm; where there must be one, it is an error if there is none */
  async start(times?: SlurmTimes): Promise<boolean> {
    const why = whyNoSlurm();
    if (why !== undefined) {
      assert.notEqual(process.env['SLURM_TESTS'], 'required', why);
      return false;
    }
    assert.ok(existsSync(path.join(dist, 'runner.js')), 'run "npm run build" first');
    mkdirSync(path.join(this.project, '.vscode'), { recursive: true });
    this.up = await TestSlurm.up(this.root, times);
    return true;
  }

  get slurm(): TestSlurm {
    return this.up!;
  }

  async stop(): Promise<void> {
    await this.up?.down();
    rmSync(this.root, { recursive: true, force: true, maxRetries: 3 });
  }

  write(name: string, changes: object = {}): string {
    writeFileSync(path.join(this.project, `${name}.ferexp.json`), JSON.stringify({ ...tiny, name, ...changes }));
    return `${name}.ferexp.json`;
  }

  ferexp(...args: string[]): Promise<Ended> {
    return ferexp(this.project, args, { env: this.slurm.environment });
  }

  async submit(...args: string[]): Promise<Submitted> {
    const { code, out, err } = await this.ferexp('submit', ...args, '--slurm', '--json');
    assert.equal(code, 0, err);
    return JSON.parse(out) as Submitted;
  }

  async run(directory: string): Promise<RunRecord> {
    return (await runsOf(this.project)).find((run) => run.directory === directory)!;
  }

  async state(directory: string): Promise<string> {
    return (await this.run(directory)).header.state;
  }

  /** @returns what Slurm says of a job, such as `COMPLETED` */
  jobState(job: string): string {
    return this.slurm.call('squeue', '-h', '-r', '-t', 'all', '-j', job, '-o', '%T').trim();
  }

  async until(what: string, holds: () => boolean | Promise<boolean>, seconds?: number): Promise<void> {
    await this.slurm.until(what, holds, seconds);
  }

  /** What Slurm kept of the output of a job, in the directory of its run. */
  output(directory: string): string {
    const file = path.join(directory, 'slurm.txt');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }
}
