/** What is audited: the data of an experiment, a data source by itself, or a finished run with its data. */
import path from 'node:path';
import { resolveRuns } from '../../experiment/resolve';
import type { ResolvedExperiment } from '../../experiment/types';
import type { RunRecord } from '../../results/runIndex';
import { type Audit, audit, type AuditOptions } from '../../runner/audit/audit';
import { FaceCatalogue } from '../../runner/faces/catalogue';
import { splitOf } from '../../runner/faces/traits';
import { UserError } from '../../schemas/userError';
import type { DataClasses } from '../arguments/classMap';
import { readExperiment } from './experimentFile';
import { findRun, runsAround } from './findRun';
import { predictedByFile, predictedByRuns } from './outOfSample';
import { openRunFaces } from './runFaces';
import { testUse } from './testUse';
import type { Progress } from '../../runner/progress';

export interface AuditSubject {
  readonly catalogue: FaceCatalogue;
  /** Set when a run is audited. */
  readonly run?: RunRecord;
}

export interface DataSourceOptions {
  readonly data: string;
  readonly votes?: string | undefined;
  readonly classes?: DataClasses | undefined;
}

/** A data source without an experiment: FER labels, the usual splits. */
export function openSourceFaces(
  { data, votes, classes }: DataSourceOptions,
  onProgress: Progress,
): Promise<FaceCatalogue> {
  const [resolved] = resolveRuns(
    {
      version: 1,
      name: 'audit',
      data: {
        source: data,
        ...(classes && { classes }),
        ...(votes !== undefined && { labels: { scheme: 'fer', votes } }),
      },
      model: { type: 'smallCnn' },
      training: { epochs: 1 },
    },
    { path: path.resolve('audit.ferexp.json'), repeats: [0] },
  );
  return FaceCatalogue.open(resolved!, onProgress);
}

export interface SubjectOptions {
  readonly variant: string;
  readonly project: string;
  /** FER+ votes to check labels against, instead of those that the experiment names. */
  readonly votes?: string | undefined;
}

function withVotes(resolved: ResolvedExperiment, votes: string | undefined): ResolvedExperiment {
  if (votes === undefined) return resolved;
  const { data } = resolved;
  return { ...resolved, data: { ...data, labels: { ...data.labels, votes: path.resolve(votes) } } };
}

/** @throws UserError when there is no such file, variant or run */
export async function openSubject(
  subject: string,
  { variant, project, votes }: SubjectOptions,
  onProgress: Progress,
): Promise<AuditSubject> {
  if (subject.endsWith('.ferexp.json')) {
    const { file } = await readExperiment(subject, { variants: [variant] });
    if (!file) throw new UserError(`${subject} is not valid.`, `See what is wrong with: ferexp validate ${subject}`);
    const [resolved] = resolveRuns(file, { path: subject, variants: [variant], repeats: [0] });
    return { catalogue: await FaceCatalogue.open(withVotes(resolved!, votes), onProgress) };
  }
  if (votes !== undefined) {
    throw new UserError('--votes were given with a run: its data is audited as the run saw it.', 'Leave them out.');
  }
  const run = await findRun(subject, project);
  if (run.header.state !== 'completed') {
    throw new UserError(
      `The run ${run.header.runId} has not finished: it has no result to audit.`,
      'Let it finish first.',
    );
  }
  return { run, catalogue: await openRunFaces(run.directory, onProgress) };
}

export interface SubjectAuditOptions extends Omit<AuditOptions, 'predictions'> {
  /** A CSV of probabilities; otherwise finished runs of the experiment predict. */
  readonly predictions?: string | undefined;
}

/** Audits data and, if there is one, the run. */
export async function auditSubject({ catalogue, run }: AuditSubject, options: SubjectAuditOptions): Promise<Audit> {
  const { resolved, data } = catalogue;
  const runs = await runsAround(path.dirname(run?.directory ?? resolved.file));
  const own = runs.filter((one) => one.resolved.name === resolved.name && one.resolved.file === resolved.file);
  const predictions =
    options.predictions === undefined
      ? await predictedByRuns(own, data.dataset, resolved.name)
      : await predictedByFile(options.predictions, data.dataset);
  const found = await audit(catalogue, { ...options, predictions });
  const seen = (id: number): boolean => ['train', 'validation'].includes(splitOf(catalogue.facts, id) ?? '');
  const audited = run ? [run] : own.filter((one) => isOn(one, catalogue));
  const test = await testUse(audited, runs, found.copies, seen);
  return test ? { ...found, report: { ...found.report, test } } : found;
}

/** Whether a run of the audited variant has finished on the data as it is now. */
function isOn({ header, summary, resolved }: RunRecord, { fingerprint, resolved: audited }: FaceCatalogue): boolean {
  return (
    header.state === 'completed' && resolved.variant === audited.variant && summary?.dataFingerprint === fingerprint
  );
}
