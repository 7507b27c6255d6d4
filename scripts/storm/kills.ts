/** Kills a training at random and chosen moments, resumes it, and compares its results with those of an undisturbed run. */
import { runsRootIn } from '../../experiment/project';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseExperiment } from '../../experiment/parse';
import { resolveRuns } from '../../experiment/resolve';
import { RunIndex } from '../../results/runIndex';
import { createRun } from '../../runner/run/create';
import { Random } from '../../runner/random';
import { runFiles } from '../../schemas/runDirectory';
import { dist } from '../paths';
import { fingerprint } from './fingerprint';
import { below } from './mutate';

const text = JSON.stringify({
  version: 1,
  name: 'storm',
  engine: 'wasm',
  seed: 3,
  data: { source: 'synthetic', synthetic: { training: 120, test: 28, seed: 5 } },
  model: { type: 'smallCnn' },
  training: { epochs: 3, batchSize: 16, optimizer: { type: 'adam' }, schedule: { type: 'cosine' } },
  techniques: {
    augmentation: { horizontalFlip: true, rotation: 10 },
    labelSmoothing: { epsilon: 0.1 },
    testTimeAugmentation: { samples: 2 },
  },
});

export interface Kills {
  readonly tried: number;
  /** Number of runs that were killed. */
  readonly runs: number;
  /** How many kills happened at each moment. */
  readonly moments: Readonly<Record<string, number>>;
  readonly failures: readonly string[];
  readonly longestMs: number;
}

const create = async (folder: string): Promise<string> => {
  const { file } = parseExperiment(text);
  const [resolved] = resolveRuns(file!, { path: path.join(folder, 'storm.ferexp.json') });
  return createRun(runsRootIn(folder), resolved!);
};

function start(directory: string): ChildProcess {
  const env = { ...process.env, FEREXP_WASM_WORKERS: '1' };
  return spawn(process.execPath, [path.join(dist, 'runner.js'), directory], { env, stdio: 'ignore' });
}

const ended = (child: ChildProcess): Promise<number | null> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise((resolve) => child.once('exit', (code) => resolve(code)));

/** Moments at which something has failed before, or is likely to fail. */
const moments: Readonly<Record<string, (directory: string) => boolean>> = {
  'as it starts': () => true,
  'a lock is taken': (directory) => existsSync(path.join(directory, runFiles.lock)),
  'a checkpoint is half written': (directory) => {
    const folder = path.join(directory, runFiles.checkpoint);
    return existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.tmp'));
  },
  'a checkpoint is there': (directory) => existsSync(path.join(directory, runFiles.checkpoint, '1-6')),
  'a model is half written': (directory) => {
    const folder = path.join(directory, runFiles.model);
    return existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.tmp'));
  },
  'splits are evaluated': (directory) => existsSync(path.join(directory, runFiles.predictions)),
  'a summary is there': (directory) => existsSync(path.join(directory, runFiles.summary)),
};

async function until(child: ChildProcess, happened: () => boolean): Promise<void> {
  while (child.exitCode === null && child.signalCode === null && !happened()) await wait(1);
}

/** @param folder empty */
export async function kills(
  count: number,
  seed: number,
  folder: string,
  onKill: (done: number) => void,
): Promise<Kills> {
  const reference = await create(folder);
  const began = Date.now();
  if ((await ended(start(reference))) !== 0) throw new Error('The undisturbed run failed; is dist/ built?');
  const whole = Date.now() - began;
  const expected = fingerprint(reference);
  const counts: Record<string, number> = {};
  const failures: string[] = [];
  let [tried, runs, longestMs] = [0, 0, 0];
  while (tried < count) {
    const random = new Random(seed, 'storm-kill', 0, runs++);
    const directory = await create(folder);
    const log: string[] = [];
    // Some runs are killed again after they were resumed.
    for (let left = 1 + below(random, 3); left > 0 && tried < count; left--) {
      const names = Object.keys(moments);
      const chosen = random.uniform() < 0.5 ? names[below(random, names.length)] : undefined;
      const after = Math.round(random.uniform() * whole);
      const child = start(directory);
      if (chosen === undefined) await Promise.race([wait(after), ended(child)]);
      else await until(child, () => moments[chosen]!(directory));
      child.kill('SIGKILL');
      await ended(child);
      tried++;
      const moment = chosen ?? 'at random';
      counts[moment] = (counts[moment] ?? 0) + 1;
      log.push(chosen ?? `${after} ms`);
      const state = await stateOf(folder, directory);
      if (state === 'running' || state === 'failed') failures.push(`${log.join(', ')}: shown as ${state}`);
      onKill(tried);
    }
    const resumed = Date.now();
    if ((await stateOf(folder, directory)) !== 'completed') {
      const code = await ended(start(directory));
      if (code !== 0) failures.push(`${log.join(', ')}: the resumed run ended with ${code}`);
    }
    longestMs = Math.max(longestMs, Date.now() - resumed);
    const found = await stateOf(folder, directory);
    if (found !== 'completed') failures.push(`${log.join(', ')}: ${found} in the end`);
    else if (fingerprint(directory) !== expected) failures.push(`${log.join(', ')}: other bytes`);
    const litter = readdirSync(directory).filter(
      (name) => name.endsWith('.tmp') && statSync(path.join(directory, name)).size > 1e6,
    );
    if (litter.length > 0) failures.push(`${log.join(', ')}: left ${litter.join(', ')}`);
    rmSync(directory, { recursive: true, force: true });
  }
  return { tried, runs, moments: counts, failures, longestMs };
}

async function stateOf(folder: string, directory: string): Promise<string | undefined> {
  const index = new RunIndex(runsRootIn(folder));
  await index.refresh();
  return index.runs().find((record) => record.directory === directory)?.header.state;
}
