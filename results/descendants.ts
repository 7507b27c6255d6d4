/** Which runs started from others, and what becomes of them without those. */
import path from 'node:path';
import { trainedFile } from '../experiment/trainedFile';
import { originDirectory } from '../storage/run/origin';
import type { RunRecord } from './runIndex';
import { oldestFirst } from './runOrder';
import { hasCheckpoint } from './state';

/** A run that took its first weights, or its network, from another one. */
export interface Descendant {
  readonly record: RunRecord;
  /**
   * It cannot begin or go on without the other: it is not complete and has no checkpoint yet, or is built on the other's
   * network each time. All others have weights of their own.
   */
  readonly needs: boolean;
  /** Its experiment names the run or its model by its path, rather than an experiment that could be run again. */
  readonly byPath: boolean;
}

/**
 * The runs that started from these themselves. What started from those in turn holds weights and a record of its own.
 * @param directories of runs, absolute; they are not told as their own descendants
 * @param records of all runs that are known
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
    if (!isBuiltOn && (start === undefined || !isOf(origins, start.place))) continue;
    const isComplete = record.header.state === 'completed';
    const needs = !isComplete && (isBuiltOn || !(await hasCheckpoint(record.directory)));
    found.push({ record, needs, byPath: isBuiltOn || start?.byPath === true });
  }
  return found;
}

interface Start {
  /** Absolute: a run directory, or a file that may be in one. */
  readonly place: string;
  readonly byPath: boolean;
}

/** Undefined for a run that starts from nothing, and for one that does not know its origin yet. */
function startOf({ directory, resolved: { initFrom, baseDirectory } }: RunRecord): Start | undefined {
  if (initFrom === undefined) return undefined;
  if ('model' in initFrom) return { place: path.resolve(baseDirectory, initFrom.model), byPath: true };
  if (initFrom.run === undefined) return undefined;
  const place = originDirectory(path.resolve(baseDirectory, initFrom.run), directory);
  return { place, byPath: !('experiment' in initFrom) };
}

/** The networks that it is built on: every process of the run reads their layers. */
function basesOf({ resolved: { model, baseDirectory } }: RunRecord): string[] {
  const trained = trainedFile(model);
  return trained?.setting === 'base' ? [path.resolve(baseDirectory, trained.file)] : [];
}

/** @param place a run directory, or a file of one */
function isOf(origins: ReadonlySet<string>, place: string): boolean {
  return origins.has(place) || [...origins].some((origin) => place.startsWith(origin + path.sep));
}
