/** Reads and writes search.json. It is written after every fold, so that a resumed run trains no fold twice. */
import path from 'node:path';
import { equalJson } from '../../../experiment/json';
import type { SearchValues } from '../../../experiment/search';
import type { ResolvedSearch } from '../../../experiment/types';
import { writeFileAtomic } from '../../../storage/files/atomic';
import { readSearchRecord } from '../../../storage/run/runFile';
import { runFiles } from '../../../schemas/runDirectory';
import { type FoldResult, scoreOf, type SearchRecord } from '../../../schemas/search';

export function newRecord(
  { monitor, folds, epochs }: Pick<ResolvedSearch, 'monitor' | 'folds' | 'epochs'>,
  candidates: readonly SearchValues[],
  dataFingerprint: string,
): SearchRecord {
  return {
    version: 1,
    dataFingerprint,
    monitor,
    folds,
    epochs,
    candidates: candidates.map((values) => ({ values, folds: [] })),
    seconds: 0,
  };
}

/** The results of an earlier process of the run, if its search was the same; otherwise the empty record. */
export async function resumeRecord(runDirectory: string, empty: SearchRecord): Promise<SearchRecord> {
  const stored = await readSearchRecord(runDirectory).catch(() => undefined);
  return stored && equalJson(question(stored), question(empty)) ? stored : empty;
}

function question({ version, dataFingerprint, monitor, folds, epochs, candidates }: SearchRecord) {
  return { version, dataFingerprint, monitor, folds, epochs, values: candidates.map(({ values }) => values) };
}

/** @throws UserError if the disk is full or similar */
export async function saveRecord(runDirectory: string, record: SearchRecord): Promise<void> {
  await writeFileAtomic(fileOf(runDirectory), `${JSON.stringify(record, null, 2)}\n`);
}

function fileOf(runDirectory: string): string {
  return path.join(runDirectory, runFiles.search);
}

export function withFold(record: SearchRecord, candidate: number, result: FoldResult): SearchRecord {
  return {
    ...record,
    candidates: record.candidates.map((each, index) =>
      index === candidate ? { ...each, folds: [...each.folds, result] } : each,
    ),
    seconds: record.seconds + result.seconds,
  };
}

/** The candidate with the best mean (the first of several); undefined if all of them diverged. */
export function bestCandidate({ candidates, monitor }: SearchRecord): number | undefined {
  let best: { readonly index: number; readonly value: number } | undefined;
  candidates.forEach((candidate, index) => {
    const { mean } = scoreOf(candidate, monitor);
    if (mean === undefined) return;
    const value = monitor === 'validationLoss' ? -mean : mean;
    if (best === undefined || value > best.value) best = { index, value };
  });
  return best?.index;
}
