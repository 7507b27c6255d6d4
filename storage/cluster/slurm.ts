/** Calls the commands of Slurm. */
import { execFile } from 'node:child_process';
import { UserError } from '../../schemas/userError';
import { findProgram } from '../machine/program';
import { printable } from '../../words/printable';

type Program = 'sbatch' | 'squeue' | 'scancel' | 'scontrol';

/** Milliseconds: a busy controller answers late. */
const patienceMs = 60_000;
/** Most characters of Slurm’s own words in a message. */
const longestWords = 500;

/** @throws UserError when Slurm is not here */
export function slurmProgram(name: Program): string {
  const found = findProgram([name]);
  if (found !== undefined) return found;
  throw new UserError(
    `There is no ${name} on the PATH: Slurm was expected on this computer.`,
    'Submit on a login node of the cluster; “ferexp submit” without --slurm only plans the runs.',
    1,
  );
}

/** @returns standard output @throws UserError with Slurm’s own words when the command fails */
export async function callSlurm(name: Program, args: readonly string[], cwd?: string): Promise<string> {
  const program = slurmProgram(name);
  return await new Promise((resolve, reject) => {
    execFile(program, args, { encoding: 'utf8', timeout: patienceMs, cwd }, (error, out, err) => {
      if (error === null) resolve(out);
      else reject(refused(name, `${err}\n${out}`, error));
    });
  });
}

function refused(name: Program, words: string, error: Error): UserError {
  const said = words
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
  return new UserError(
    `Slurm refused ${name}: ${printable(said === '' ? error.message : said, longestWords)}`,
    'Correct what it names, in ferexp.cluster.json where it is a setting, and try again.',
    1,
  );
}

/** A job of Slurm, one element of an array. */
export interface SlurmJob {
  /** Such as `123_4`. */
  readonly id: string;
  /** Of its array; names of submissions are never used again, ids may be. */
  readonly name: string;
  /** Index of its element. */
  readonly index: number;
  /** Such as `PENDING`. */
  readonly state: string;
  /** Why it waits, in Slurm’s words; `None` where it does not. */
  readonly reason: string;
}

/** The jobs with these names that Slurm still knows, in any state: one call for all. @throws UserError when it does not answer */
export async function jobsNamed(names: readonly string[]): Promise<SlurmJob[]> {
  if (names.length === 0) return [];
  const format = '%i|%j|%K|%T|%r';
  return parseJobs(await callSlurm('squeue', ['-h', '-r', '-t', 'all', `--name=${names.join(',')}`, '-o', format]));
}

/** @param text lines of `squeue -h -r -o '%i|%j|%K|%T|%r'` */
export function parseJobs(text: string): SlurmJob[] {
  return text.split('\n').flatMap((line) => {
    const [id, name, index, state, ...reason] = line.trim().split('|');
    if (state === undefined || !/^\d+$/.test(index!)) return [];
    return [{ id: id!, name: name!, index: Number(index), state, reason: reason.join('|') }];
  });
}
