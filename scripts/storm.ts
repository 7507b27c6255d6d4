/**
 * `npm run storm`: damages every kind of file that the product reads, 5,000 times, and kills 100 trainings, all from one
 * seed; prints what was tried and what failed. `-- --share 0.05 --kills 3 --seed 7` for fewer tries, or another seed.
 */
import './test/isolate';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { kills } from './storm/kills';
import { mutations, type Row } from './storm/mutations';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      share: { type: 'string', default: '1' },
      kills: { type: 'string', default: '100' },
      seed: { type: 'string', default: '1' },
    },
  });
  const seed = Number(values.seed);
  const rows = await mutations(Number(values.share), seed, ({ name, tried, failures }) => {
    console.log(`${name}: ${tried} tried, ${failures.length} failed`);
    for (const failure of failures.slice(0, 4)) console.log(`  ${failure}`);
  });
  const folder = await mkdtemp(path.join(os.tmpdir(), 'ferexp-kills-'));
  try {
    const killed = await kills(Number(values.kills), seed, folder, (done) => {
      if (done % 10 === 0) console.log(`${done} kills`);
    });
    console.log(tableOf(rows));
    const { tried, runs, moments, failures, longestMs } = killed;
    const counts = Object.entries(moments).map(([moment, count]) => `${moment} ${count}`);
    console.log(
      `${tried} kills of ${runs} runs (${counts.join(', ')}): ${failures.length} failed; the longest resume ${seconds(longestMs)}`,
    );
    for (const failure of failures) console.log(`  ${failure}`);
    const all = rows.reduce((sum, row) => sum + row.failures.length, failures.length);
    const mutated = rows.reduce((sum, row) => sum + row.tried, 0);
    console.log(`${mutated} mutations and ${tried} kills, seed ${seed}: ${all} failures`);
    process.exitCode = all > 0 ? 1 : 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function tableOf(rows: readonly Row[]): string {
  const table = new Table({
    head: ['input', 'tried', 'read', 'passed over', 'refused', 'failed', 'longest', 'resident'],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, tried, read, passedOver, refused, failures, longestMs, largestBytes } of rows) {
    table.push([
      name,
      tried,
      read,
      passedOver,
      refused,
      failures.length,
      seconds(longestMs),
      `${Math.round(largestBytes / 1e6)} MB`,
    ]);
  }
  return table.toString();
}

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
