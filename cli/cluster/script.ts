/** The batch script of a submission, the same for all of its job arrays. */
import path from 'node:path';
import type { ClusterSettings } from '../../schemas/generated/cluster';
import { runFiles } from '../../schemas/runDirectory';
import { UserError } from '../../schemas/userError';
import { defaultWarning } from '../../storage/clusterFile';
import { planFileIn } from '../../storage/submission';

export interface ScriptSubject {
  readonly settings: ClusterSettings;
  /** Name of its jobs. */
  readonly jobName: string;
  /** Absolute folder of the submission. */
  readonly folder: string;
  /** Absolute folder of the project. */
  readonly project: string;
  /** Absolute path of ferexp.js. */
  readonly ferexp: string;
  /** Node.js that runs this, and whether it is that of an editor. */
  readonly runtime: { readonly command: string; readonly isEditor: boolean };
}

/** The folder of a submission with a link for each index, so that the output of a job lies in the directory of its run. */
export function linksFolder(folder: string): string {
  return path.join(folder, 'runs');
}

/** @throws UserError for a path that no script can hold */
export function batchScript({ settings, jobName, folder, project, ferexp, runtime }: ScriptSubject): string {
  const { partition, account, time, memory, cpus, gpus, setup = [], node = runtime.command } = settings;
  const output = path.join(escaped(linksFolder(folder)), '%a', runFiles.jobOutput);
  const options: readonly (readonly [string, string | number | undefined])[] = [
    ['job-name', jobName],
    ['output', quoted(output)],
    ['open-mode', 'append'],
    ['chdir', quoted(project)],
    ['requeue', undefined],
    ['signal', `B:USR1@${settings.warningSeconds ?? defaultWarning}`],
    ['kill-on-invalid-dep', 'yes'],
    ...given('partition', partition),
    ...given('account', account),
    ...given('time', time),
    ...given('mem', memory),
    ...given('cpus-per-task', cpus),
    ...given('gpus', gpus),
  ];
  return [
    '#!/bin/bash',
    ...options.map(([name, value]) => `#SBATCH --${name}${value === undefined ? '' : `=${value}`}`),
    '',
    ...(runtime.isEditor && settings.node === undefined ? ['export ELECTRON_RUN_AS_NODE=1'] : []),
    ...setup,
    '# In place of this shell, so that the signals of Slurm reach it and nothing is left behind.',
    `exec ${[node, ferexp].map(shellWord).join(' ')} run-item --plan ${shellWord(planFileIn(folder))}`,
    '',
  ].join('\n');
}

function given(name: string, value: string | number | undefined): [string, string | number][] {
  return value === undefined ? [] : [[name, value]];
}

/** A path in the name of an output file, where Slurm replaces `%a` and the like. */
function escaped(file: string): string {
  return file.replaceAll('%', '%%');
}

/** A value of an #SBATCH line. */
function quoted(text: string): string {
  if (/["\\\p{Cc}]/u.test(text)) {
    throw new UserError(
      `Slurm cannot write to ${text}: a path without quotes, backslashes and control characters was expected.`,
      'Rename the folder.',
    );
  }
  return `"${text}"`;
}

/** A word of a shell, whatever is in it. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
