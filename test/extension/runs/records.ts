import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { RunIndex, type RunRecord } from '../../../results/runIndex';
import { type FakeRun, writeFakeRun } from '../../fixtures/runs';

/** Records as the index reads them from run directories on disk, newest first. */
export async function recordsOf(...runs: readonly FakeRun[]): Promise<RunRecord[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ferexp-records-'));
  try {
    const root = path.join(folder, '.ferexp', 'runs');
    for (const run of runs) writeFakeRun(root, run);
    const index = new RunIndex(root);
    await index.refresh();
    return index.runs();
  } finally {
    rmSync(folder, { recursive: true });
  }
}
