/**
 * Submissions to a cluster, `<project>/.ferexp/submissions/<id>/`: plan.json lists the runs as elements with an index, so that
 * every job of an array needs the same file and its index. submitted.json of a run directory names the element.
 */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { ownFolder } from '../experiment/project';
import type { SubmissionPlan as StoredPlan } from '../schemas/generated/submission';
import type { SubmittedRun } from '../schemas/generated/submitted';
import { validateSubmission, validateSubmitted } from '../schemas/generated/validators.js';
import { runFiles } from '../schemas/runDirectory';
import { UserError } from '../schemas/userError';
import { writeFileAtomic } from './files/atomic';
import { makeFolder } from './files/folder';
import { readJson, readJsonIfThere } from './files/read';

export type SubmissionPlan = Readonly<StoredPlan>;
export type PlanElement = Readonly<StoredPlan['elements'][number]>;

const planFile = 'plan.json';

/** Absolute folder of a submission. @param project absolute folder of the project that its runs belong to */
export function submissionFolder(project: string, id: string): string {
  return path.join(project, ownFolder, 'submissions', id);
}

export function planFileIn(folder: string): string {
  return path.join(folder, planFile);
}

/** Writes plan.json of a new submission. @returns its absolute path @throws UserError if the folder cannot be written */
export async function writePlan(folder: string, plan: SubmissionPlan): Promise<string> {
  await makeFolder(folder);
  await writeFileAtomic(planFileIn(folder), `${JSON.stringify(plan, null, 2)}\n`);
  return planFileIn(folder);
}

/** @throws UserError when the plan is missing or damaged */
export async function readPlan(file: string): Promise<SubmissionPlan> {
  return readJson<SubmissionPlan>(file, validateSubmission).catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.message, 'Give the plan.json that “ferexp submit” wrote, or submit again.');
  });
}

/** What submitted.json of a run holds. */
export function submittedRun(runDirectory: string, { plan, index, again }: Submitted): SubmittedRun {
  return { version: 1, plan: path.relative(runDirectory, plan), index, ...(again !== undefined && { again }) };
}

/** The element of a submission that a run is, with the absolute path of plan.json. */
export interface Submitted {
  readonly plan: string;
  readonly index: number;
  /** Fencing token of the process after which the cluster was asked to start it again. */
  readonly again?: number;
}

/** Undefined when the run is not a cluster's: there is no such file, it cannot be read, or its plan is gone. */
export async function readSubmitted(runDirectory: string): Promise<Submitted | undefined> {
  const file = path.join(runDirectory, runFiles.submitted);
  const read = await readJsonIfThere<SubmittedRun>(file, validateSubmitted).catch(() => undefined);
  if (read === undefined) return undefined;
  const { index, again } = read;
  const plan = path.resolve(runDirectory, read.plan);
  return existsSync(plan) ? { plan, index, ...(again !== undefined && { again }) } : undefined;
}

/** Marks a run as one that its cluster starts again. @param token of the process that has just ended */
export async function startsAgain(runDirectory: string, token: number): Promise<void> {
  const submitted = await readSubmitted(runDirectory);
  if (submitted === undefined) return;
  const marked = submittedRun(runDirectory, { ...submitted, again: token });
  await writeFileAtomic(path.join(runDirectory, runFiles.submitted), JSON.stringify(marked));
}

/** Takes a run from its cluster: it counts as waiting no longer. */
export async function leaveCluster(runDirectory: string): Promise<void> {
  await rm(path.join(runDirectory, runFiles.submitted), { force: true });
}
