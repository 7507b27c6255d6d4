/** Measures the import of FER2013 against pandas, and the cache. */
import { execFile, fork } from 'node:child_process';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';

import { openUnpacked } from '../../runner/data/import/bytes';
import { median } from './median';
import type { Opening } from './openData';

const rounds = 3;

/** Reads the CSV and turns the pixels into numbers, as notebooks on FER2013 do; importing pandas is not counted. */
const pandasProgram = `
import sys, time
import numpy as np, pandas as pd
start = time.perf_counter()
frame = pd.read_csv(sys.argv[1])
pixels = np.stack([np.fromstring(row, dtype=np.uint8, sep=' ') for row in frame['pixels']])
assert pixels.shape[1] == 2304
print(time.perf_counter() - start, pd.__version__)
`;

/**
 * Measures the import of FER2013 against pandas, by turns in one run, and the cache.
 *
 * FER2013_DIR has fer2013.csv or fer2013.csv.xz; FEREXP_BENCH_PYTHON is a Python with pandas.
 *
 * @returns Markdown
 */
export async function benchData(): Promise<string> {
  const directory = process.env.FER2013_DIR;
  if (directory === undefined) return 'Data: not measured, since FER2013_DIR is not set.';
  const folder = await mkdtemp(join(tmpdir(), 'ferexp-bench-data-'));
  try {
    const csv = await unpackedCsv(directory, folder);
    if (csv === undefined) return `Data: not measured, since ${directory} has no fer2013.csv or fer2013.csv.xz.`;
    return await measure(csv, folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function unpackedCsv(directory: string, folder: string): Promise<string | undefined> {
  const csv = join(directory, 'fer2013.csv');
  if (existsSync(csv)) return csv;
  if (!existsSync(`${csv}.xz`)) return undefined;
  const unpacked = join(folder, basename(csv));
  await pipeline(
    Readable.from((await openUnpacked(`${csv}.xz`, 'the data')).chunks, { objectMode: false }),
    createWriteStream(unpacked),
  );
  return unpacked;
}

async function measure(csv: string, folder: string): Promise<string> {
  const python = process.env.FEREXP_BENCH_PYTHON;
  const imports: Opening[] = [];
  const pandas: number[] = [];
  let version = '';
  // The first round only loads the file into the system's memory, equally for both.
  for (let round = 0; round <= rounds; round++) {
    const opening = await openInProcess(csv, join(folder, `cache${round}`));
    if (round > 0) imports.push(opening);
    if (python === undefined) continue;
    const { stdout } = await promisify(execFile)(python, ['-W', 'ignore', '-c', pandasProgram, csv]);
    const [seconds, pandasVersion] = stdout.trim().split(' ');
    version = pandasVersion!;
    if (round > 0) pandas.push(Number(seconds));
  }
  const cached: Opening[] = [];
  for (let round = 0; round < rounds; round++) cached.push(await openInProcess(csv, join(folder, `cache${rounds}`)));
  if (imports.some((opening) => opening.fromCache) || cached.some((opening) => !opening.fromCache)) {
    throw new Error('The cache was used where it should not be, or not where it should.');
  }

  const importSeconds = median(imports.map(({ seconds }) => seconds));
  const pixelMegabytes = (imports[0]!.count * 48 * 48) / 1e6;
  const peak = (openings: readonly Opening[]): string => {
    const megabytes = Math.max(...openings.map(({ peakMegabytes }) => peakMegabytes));
    return `${megabytes.toFixed(0)} MB (${(megabytes / pixelMegabytes).toFixed(1)} × the pixels)`;
  };
  const pandasLine =
    python === undefined
      ? '| pandas: read and parse the pixels | not measured: FEREXP_BENCH_PYTHON is not set | |'
      : `| pandas ${version}: read and parse the pixels | ${median(pandas).toFixed(2)} s (${(median(pandas) / importSeconds).toFixed(1)} × ours) | |`;
  return [
    `FER2013, ${imports[0]!.count.toLocaleString('en')} images, medians of ${rounds} by turns:`,
    '',
    '| | time | peak memory of the process |',
    '| --- | --- | --- |',
    `| first import of the CSV, kept in the cache | ${importSeconds.toFixed(2)} s | ${peak(imports)} |`,
    pandasLine,
    `| from the cache | ${median(cached.map(({ seconds }) => seconds)).toFixed(3)} s | ${peak(cached)} |`,
  ].join('\n');
}

/** Opens the data in a separate process, so that neither warm code nor memory of an earlier round helps. */
function openInProcess(csv: string, cacheDirectory: string): Promise<Opening> {
  return new Promise((resolve, reject) => {
    const child = fork(join(__dirname, 'openData.ts'), [csv, cacheDirectory], { execArgv: ['--require', 'tsx/cjs'] });
    child.once('message', (opening) => resolve(opening as Opening));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The process ended with ${code}.`)));
  });
}
