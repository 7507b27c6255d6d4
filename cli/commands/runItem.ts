/** `ferexp run-item`: computes one element of a submission, as a job of a cluster. */
import path from 'node:path';
import { trainedHere } from '../../experiment/imported';
import { elementFlag, type SubmittedElement } from '../../runner/run/element';
import { runFiles } from '../../schemas/runDirectory';
import { UserError } from '../../schemas/userError';
import { lastToken, lockHolder, takeOver } from '../../storage/run/lock';
import { readResolved, readSummary } from '../../storage/run/runFile';
import { leaveCluster, type PlanElement, readPlan, startsAgain, type SubmissionPlan } from '../../storage/submission';
import { indexIn, slurmJob } from '../cluster/environment';
import { JobSignals, runAsJob } from '../cluster/jobProcess';
import { settingsHash } from '../cluster/makeSubmission';
import { progressOf, requeueJob } from '../cluster/requeue';
import { json, processTerminal, type Terminal } from '../report/terminal';
import { engineEnvironment } from '../tasks/launch';
import { runnerEntry } from '../tasks/entries';

export interface RunItemOptions {
  readonly plan: string;
  /** From 0; by default what the cluster says. */
  readonly index?: number;
  /** Takes the run from a process on another computer. */
  readonly takeOver?: boolean;
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
  await refuseOtherSettings(directory, element);
  await refuseOpenNeeds(element, folder, id);
  const resolved = trainedHere(await readResolved(directory), id, 'there is nothing here to train');
  const job = slurmJob(process.env);
  const submitted: SubmittedElement = { data: element.data, ...(job && { job }) };
  if (options.takeOver) await takeOver(directory);
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
    await startsAgain(directory, await lastToken(directory));
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

/** @throws UserError when the run no longer has the settings that were submitted; it then waits no longer */
async function refuseOtherSettings(directory: string, { experiment }: PlanElement): Promise<void> {
  if ((await settingsHash(directory)) === experiment) return;
  await leaveCluster(directory);
  throw new UserError(
    `${path.join(directory, runFiles.experiment)} has changed since it was submitted: its plan is for other settings.`,
    'Put it back as it was, or delete the run and submit again.',
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
