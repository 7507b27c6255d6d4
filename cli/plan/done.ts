/** Finds the completed run that did exactly what a planned run would do. */
import path from 'node:path';
import { equalJson } from '../../experiment/json';
import type { ResolvedExperiment, ResolvedInitFrom } from '../../experiment/types';
import type { RunRecord } from '../../results/runIndex';
import { own } from '../../schemas/own';

/** Fingerprint of the data that a run would train on; undefined when the data cannot be read. */
export type FingerprintOf = (resolved: ResolvedExperiment) => Promise<string | undefined>;

/**
 * Two runs are the same when they have the same name, variant, seed and settings, train on data of the same fingerprint
 * and start and learn from the same runs. The paths of the file, its data and the runs do not count, so that a folder may move;
 * data that changed under the same path makes another run. The engine counts only when it is chosen by name.
 */
export class DoneRuns {
  private readonly completed: readonly RunRecord[];
  private readonly byId: ReadonlyMap<string, RunRecord>;

  /** @param records newest first */
  constructor(
    records: readonly RunRecord[],
    private readonly fingerprintOf: FingerprintOf,
  ) {
    this.completed = records.filter(({ header }) => header.state === 'completed');
    this.byId = new Map(records.map((record) => [record.header.runId, record]));
  }

  /** The newest completed run that did exactly this. */
  async find(resolved: ResolvedExperiment): Promise<RunRecord | undefined> {
    const alike = this.completed.filter((record) => this.isAlike(record, resolved));
    if (alike.length === 0) return undefined;
    // Reading data takes seconds, so this comes last.
    const fingerprint = await this.fingerprintOf(resolved);
    return fingerprint === undefined
      ? undefined
      : alike.find(({ summary }) => summary?.dataFingerprint === fingerprint);
  }

  private isAlike(record: RunRecord, wanted: ResolvedExperiment): boolean {
    const { resolved, summary } = record;
    if (resolved.imported) return false;
    const engine = wanted.engine === 'auto' || wanted.engine === summary?.engine;
    return (
      engine &&
      equalJson(essence(resolved), essence(wanted)) &&
      isTestedOn(record, wanted) &&
      this.sameOrigins(resolved, wanted)
    );
  }

  /** Whether both start from the same weights and learn from the same teacher. */
  private sameOrigins(first: ResolvedExperiment, second: ResolvedExperiment): boolean {
    const teacherOf = ({ techniques }: ResolvedExperiment) => techniques.distillation?.from;
    return this.sameOrigin(first.initFrom, second.initFrom) && this.sameOrigin(teacherOf(first), teacherOf(second));
  }

  /** A run that does not exist yet never counts as the same. */
  private sameOrigin(first: ResolvedInitFrom | undefined, second: ResolvedInitFrom | undefined): boolean {
    if (first === undefined || second === undefined) return first === second;
    if ('model' in first || 'model' in second) return equalJson(first, second);
    if (first.run === undefined) return false;
    const id = path.basename(first.run);
    const parent = this.byId.get(id);
    // For a run that was deleted, its ancestry is still known.
    if (parent === undefined && sameAncestry(first, second)) return true;
    if (second.run === undefined) return false;
    const other = path.basename(second.run);
    if (id === other) return true;
    const otherParent = this.byId.get(other);
    return parent !== undefined && otherParent !== undefined && this.sameRun(parent, otherParent);
  }

  private sameRun(first: RunRecord, second: RunRecord): boolean {
    const fingerprint = first.summary?.dataFingerprint;
    if (first.resolved.imported || second.resolved.imported) return false;
    return (
      fingerprint !== undefined &&
      fingerprint === second.summary?.dataFingerprint &&
      equalJson(essence(first.resolved), essence(second.resolved)) &&
      this.sameOrigins(first.resolved, second.resolved)
    );
  }
}

function sameAncestry(first: ResolvedInitFrom, second: ResolvedInitFrom): boolean {
  if (!('experiment' in first) || !('experiment' in second)) return false;
  return first.ancestry !== undefined && first.ancestry === second.ancestry;
}

/** Whether a run was tested on each of the data sets that another is to be tested on. */
function isTestedOn({ resolved: { dataSets = {} } }: RunRecord, wanted: ResolvedExperiment): boolean {
  return Object.entries(wanted.dataSets ?? {}).every(([name, data]) => equalJson(own(dataSets, name), data));
}

/** The settings that determine the result, without the data, which has a fingerprint. What a search chooses is a result. */
function essence({ name, variant, seed, model, training, techniques, search }: ResolvedExperiment) {
  const settings = structuredClone({ model, training, techniques }) as Record<string, unknown>;
  // Teachers are compared by what they are.
  remove(settings, ['techniques', 'distillation', 'from']);
  for (const setting of Object.keys(search?.over ?? {})) remove(settings, setting.split('.'));
  return { name, variant, seed, ...settings, search: search ?? null };
}

function remove(from: Record<string, unknown>, [key, ...rest]: readonly string[]): void {
  if (key === undefined) return;
  const inner = own(from, key);
  if (rest.length === 0) Reflect.deleteProperty(from, key);
  else if (typeof inner === 'object' && inner !== null) remove(inner as Record<string, unknown>, rest);
}
