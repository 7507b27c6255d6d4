/** What is audited: the data of an experiment, a data source by itself, or a finished run with its data. */
import path from 'node:path';
import { resolveRuns } from '../../experiment/resolve';
import type { RunRecord } from '../../results/runIndex';
import { type Audit, audit, type AuditOptions } from '../../runner/audit/audit';
import { FaceCatalogue } from '../../runner/faces/catalogue';
import { splitOf } from '../../runner/faces/traits';
import type { AuditReport } from '../../schemas/audit';
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

/** @throws UserError when there is no such file, variant or run */
export async function openSubject(
  subject: string,
  { variant, project }: { readonly variant: string; readonly project: string },
  onProgress: Progress,
): Promise<AuditSubject> {
  if (subject.endsWith('.ferexp.json')) {
    const { file } = await readExperiment(subject, { variants: [variant] });
    if (!file) throw new UserError(`${subject} is not valid.`, `See what is wrong with: ferexp validate ${subject}`);
    const [resolved] = resolveRuns(file, { path: subject, variants: [variant], repeats: [0] });
    return { catalogue: await FaceCatalogue.open(resolved!, onProgress) };
  }
  const run = await findRun(subject, project);
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
  if (!run) return found;
  const seen = (id: number): boolean => ['train', 'validation'].includes(splitOf(catalogue.facts, id) ?? '');
  const report: AuditReport = { ...found.report, run: await testUse(run, runs, found.copies, seen) };
  return { ...found, report };
}
