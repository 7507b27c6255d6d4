/** Measures how fast lists and comparisons are with a thousand runs on disk. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { compareRuns } from '../../results/compare';
import { RunIndex } from '../../results/runIndex';
import { writeFakeRuns } from '../../test/fixtures/runs';

const runs = 1000;
const repetitions = 5;

async function milliseconds(action: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await action();
  return performance.now() - start;
}

async function median(action: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) times.push(await milliseconds(action));
  return times.sort((a, b) => a - b)[repetitions >> 1]!;
}

/** Times of the first scan, a refresh without changes and a comparison, as a Markdown table with their limits. */
export async function benchResults(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'ferexp-bench-'));
  try {
    writeFakeRuns(folder, runs);
    // The index does not trust the time of a folder that was just written.
    await wait(200);
    const first = await median(() => new RunIndex(folder).refresh());
    const index = new RunIndex(folder);
    await index.refresh();
    const refresh = await median(() => index.refresh());
    const compare = await median(() => compareRuns(index.runs()));
    const line = (what: string, time: number, limit: string): string =>
      `| ${what} | ${time.toFixed(0)} ms | ${limit} |`;
    return [
      `| ${runs} runs | median of ${repetitions} | limit |`,
      '| --- | ---: | ---: |',
      line('first scan', first, '2000 ms'),
      line('refresh, nothing changed', refresh, '100 ms'),
      line('comparison of all', compare, '–'),
    ].join('\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
