/** Finds the runs that started from given runs, and which of them still need those. */
import path from 'node:path';
import { trainedFile } from '../experiment/trainedFile';
import { originDirectory } from '../storage/run/origin';
import type { ResolvedInitFrom } from '../experiment/types';
import type { RunRecord } from './runIndex';
import { oldestFirst } from './runOrder';
import { hasCheckpoint } from './state';

/** A run that took its first weights, its network or its teacher from another one. */
export interface Descendant {
  readonly record: RunRecord;
  /**
   * It cannot start or continue without its origin: it is not complete, and either has no checkpoint yet or loads the
   * origin's network in every process. All other descendants have weights of their own.
   */
  readonly needs: boolean;
  /** Its experiment names the run or its model by path, not an experiment that could be run again. */
  readonly byPath: boolean;
}

/**
 * The runs that started directly from the given ones. Their own descendants are not listed: they have weights and a record
 * of their own.
 * @param directories of runs, absolute; these runs are never listed as descendants
 * @param records of all known runs
 * @returns in the order in which they were made
 */
export async function descendantsOf(
  directories: readonly string[],
  records: readonly RunRecord[],
): Promise<Descendant[]> {
  const origins = new Set(directories);
  const found: Descendant[] = [];
  for (const record of [...records].sort(oldestFirst)) {
    if (record.unreadable || origins.has(record.directory)) continue;
    const start = startOf(record);
    const isBuiltOn = basesOf(record).some((file) => isOf(origins, file));
    const teacher = teacherOf(record);
    const isTaught = teacher !== undefined && isOf(origins, teacher.place);
    if (!isBuiltOn && !isTaught && (start === undefined || !isOf(origins, start.place))) continue;
    const isComplete = record.header.state === 'completed';
    const needs = !isComplete && (isBuiltOn || isTaught || !(await hasCheckpoint(record.directory)));
    found.push({ record, needs, byPath: isBuiltOn || (isTaught ? teacher : start)?.byPath === true });
  }
  return found;
}

interface Start {
  /** Absolute: a run directory, or a file that may be in one. */
  readonly place: string;
  readonly byPath: boolean;
}

/** Undefined for a run that starts from nothing, and for one whose origin is not known yet. */
function startOf({ directory, resolved }: RunRecord): Start | undefined {
  return placeOf(resolved.initFrom, directory, resolved.baseDirectory);
}

/** The network that every process of the run asks; undefined without one, or if it is not known yet. */
function teacherOf({ directory, resolved }: RunRecord): Start | undefined {
  return placeOf(resolved.techniques?.distillation?.from, directory, resolved.baseDirectory);
}

function placeOf(initFrom: ResolvedInitFrom | undefined, directory: string, baseDirectory: string): Start | undefined {
  if (initFrom === undefined) return undefined;
  if ('model' in initFrom) return { place: path.resolve(baseDirectory, initFrom.model), byPath: true };
  if (initFrom.run === undefined) return undefined;
  const place = originDirectory(path.resolve(baseDirectory, initFrom.run), directory);
  return { place, byPath: !('experiment' in initFrom) };
}

/** The networks that the run is built on: every process of the run reads their layers. */
function basesOf({ resolved: { model, baseDirectory } }: RunRecord): string[] {
  const trained = model && trainedFile(model);
  return trained?.setting === 'base' ? [path.resolve(baseDirectory, trained.file)] : [];
}

/** @param place a run directory, or a file in one */
function isOf(origins: ReadonlySet<string>, place: string): boolean {
  return origins.has(place) || [...origins].some((origin) => place.startsWith(origin + path.sep));
}
