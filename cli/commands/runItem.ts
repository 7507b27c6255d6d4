/** `ferexp run-item`: computes one element of a submission, as a job of a cluster. */
import path from 'node:path';
import { trainedHere } from '../../experiment/imported';
import { elementFlag, type SubmittedElement } from '../../runner/run/element';
import { UserError } from '../../schemas/userError';
import { errorCode, fileError } from '../../storage/files/fileError';
import { lockHolder } from '../../storage/run/lock';
import { readResolved, readSummary } from '../../storage/run/runFile';
import { leaveCluster, type PlanElement, readPlan, type SubmissionPlan } from '../../storage/submission';
import { indexIn, slurmJob } from '../cluster/environment';
import { JobSignals, runAsJob } from '../cluster/jobProcess';
import { hashOf } from '../cluster/makeSubmission';
import { progressOf, requeueJob } from '../cluster/requeue';
import { json, processTerminal, type Terminal } from '../report/terminal';
import { engineEnvironment } from '../tasks/launch';
import { runnerEntry } from '../tasks/entries';

export interface RunItemOptions {
  readonly plan: string;
  /** From 0; by default what the cluster says. */
  readonly index?: number;
  readonly json?: boolean;
}

/** @returns exit code: 0 when the run is complete */
export async function runItem(options: RunItemOptions): Promise<number> {
  const terminal = processTerminal(options);
  const signals = new JobSignals();
  const file = path.resolve(options.plan);
  const plan = await readPlan(file);
  const index = options.index ?? indexIn(process.env);
  const element = elementOf(plan, index, file);
  const folder = path.dirname(file);
  const directory = path.resolve(folder, element.run);
  const id = path.basename(directory);
  if (await isComplete(directory)) {
    await leaveCluster(directory);
    if (terminal.json) terminal.result(json({ run: id, directory, index, exitCode: 0 }));
    terminal.say(`The run ${id} (element ${index}) is complete: nothing is left to do.`);
    return 0;
  }
  await refuseChangedFile(plan, element, folder);
  await refuseOpenNeeds(element, folder, id);
  const resolved = trainedHere(await readResolved(directory), id, 'there is nothing here to train');
  const job = slurmJob(process.env);
  const submitted: SubmittedElement = { data: element.data, ...(job && { job }) };
  const before = await progressOf(directory);
  terminal.say(`Element ${index}: run ${id} in ${directory}`);
  const code = await runAsJob(
    {
      runner: runnerEntry(),
      args: [directory, elementFlag, JSON.stringify(submitted)],
      environment: await engineEnvironment(directory, resolved),
    },
    signals,
  );
  if (signals.asked === 'requeue' && job && !(await isComplete(directory)) && !(await lockHolder(directory))) {
    await startAgain(directory, before, terminal);
  }
  const exitCode = await endOf(directory, code, signals);
  if (terminal.json) terminal.result(json({ run: id, directory, index, exitCode }));
  return exitCode;
}

/**
 * Lets Slurm start the job again, which goes on from the checkpoint: its time is nearly up.
 * @param before what the run had when this start began
 * @throws UserError when that would never end, or Slurm refuses; the run then waits no longer
 */
async function startAgain(directory: string, before: string, terminal: Terminal): Promise<void> {
  try {
    if ((await progressOf(directory)) === before) {
      throw new UserError(
        `The run ${path.basename(directory)} got no further within the time of its job, so that it is not started again.`,
        'Give “time” in ferexp.cluster.json more, or “warningSeconds” less, then submit again.',
        1,
      );
    }
    terminal.say('The time of the job is nearly up: a checkpoint is written, and Slurm starts the job again.');
    await requeueJob(process.env);
  } catch (error) {
    await leaveCluster(directory);
    throw error;
  }
}

/** What the end of the runner means for the run and the job. */
async function endOf(directory: string, code: number | undefined, { asked }: JobSignals): Promise<number> {
  // Another process has taken the run over, and is the one to end it.
  if (await lockHolder(directory)) return 1;
  const complete = await isComplete(directory);
  // A job that its cluster takes away may be started again: the run goes on waiting there.
  if (complete || asked === undefined) await leaveCluster(directory);
  if (complete) return 0;
  return code === 2 ? 2 : 1;
}

function elementOf({ elements }: SubmissionPlan, index: number, file: string): PlanElement {
  const element = elements[index];
  if (element) return element;
  const range = elements.length === 1 ? 'one element, with index 0' : `elements 0 to ${elements.length - 1}`;
  throw new UserError(`There is no element ${index}: ${file} has ${range}.`, 'Give one of these with --index.');
}

async function isComplete(directory: string): Promise<boolean> {
  return (await readSummary(directory).catch(() => undefined))?.status === 'completed';
}

/** @throws UserError when the experiment file is no longer what was submitted; the run then waits no longer */
async function refuseChangedFile({ files }: SubmissionPlan, element: PlanElement, folder: string): Promise<void> {
  const { path: place, sha256 } = files[element.file]!;
  const file = path.resolve(folder, place);
  const now = await hashOf(file).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw fileError(error, `read ${file}`);
  });
  if (now === sha256) return;
  await leaveCluster(path.resolve(folder, element.run));
  throw new UserError(
    `${file} ${now === undefined ? 'is no longer there' : 'has changed'} since it was submitted, so that this run would not be one of it.`,
    'Put the earlier file back, or submit the new one.',
    1,
  );
}

/** @throws UserError when a run that must be complete first is not: its cluster did not wait for it */
async function refuseOpenNeeds({ needs }: PlanElement, folder: string, id: string): Promise<void> {
  for (const need of needs) {
    const directory = path.resolve(folder, need);
    if (await isComplete(directory)) continue;
    throw new UserError(
      `The run ${id} needs ${path.basename(directory)} first, which is not complete.`,
      'Complete that one, then start this element again.',
      1,
    );
  }
}
