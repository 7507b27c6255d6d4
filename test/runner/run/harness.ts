/** Runs of a few generated faces in a folder of their own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseExperiment } from '../../../experiment/parse';
import { resolveRuns } from '../../../experiment/resolve';
import type { ResolvedExperiment } from '../../../experiment/types';
import { createRun } from '../../../runner/run/create';
import type { RunEvent } from '../../../schemas/generated/run-event';
import { validateRunEvent, validateSummary } from '../../../schemas/generated/validators';
import type { RunSummary } from '../../../schemas/generated/summary';
import { runFiles } from '../../../schemas/runDirectory';

/** 60 training and 20 validation faces: with batches of 16, four steps an epoch, the last one smaller. */
export const tinyExperiment = {
  version: 1,
  name: 'tiny',
  engine: 'wasm',
  seed: 3,
  data: {
    source: 'synthetic',
    synthetic: { training: 80, test: 24, seed: 5 },
    validation: { fraction: 0.25, seed: 1, stratified: false },
  },
  model: { type: 'smallCnn' },
  training: { epochs: 2, batchSize: 16 },
  techniques: {
    augmentation: { horizontalFlip: true, rotation: 10 },
    labelSmoothing: { epsilon: 0.1 },
    testTimeAugmentation: { samples: 2 },
  },
};

export class Workplace {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'ferexp-run-'));

  /**
   * @param set dotted overrides of `tinyExperiment`
   * @param others top-level properties beside its own
   */
  resolve(set: Record<string, unknown> = {}, others: object = {}): ResolvedExperiment {
    const { file, problems } = parseExperiment(JSON.stringify({ ...tinyExperiment, ...others }));
    if (!file) throw new Error(JSON.stringify(problems));
    return resolveRuns(file, { path: path.join(this.folder, 'tiny.ferexp.json'), set })[0]!;
  }

  async create(set: Record<string, unknown> = {}, others: object = {}): Promise<string> {
    return createRun(path.join(this.folder, '.ferexp', 'runs'), this.resolve(set, others));
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/**
 * The runner process itself, from the sources.
 * @param env beside this process's own
 */
export function startRunner(runDirectory: string, env: Readonly<Record<string, string>> = {}): ChildProcess {
  const main = path.join(__dirname, '../../../runner/main.ts');
  return spawn(process.execPath, ['--require', 'tsx/cjs', main, runDirectory], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

export async function ended(runner: ChildProcess): Promise<Ended> {
  let output = '';
  runner.stdout!.on('data', (text: Buffer) => (output += text.toString()));
  runner.stderr!.on('data', (text: Buffer) => (output += text.toString()));
  return new Promise((resolve, reject) => {
    runner.on('error', reject);
    runner.on('close', (code, signal) => {
      resolve({ code, signal, output });
    });
  });
}

/** All events, each line held against the schema; `seq` without a gap. */
export function readEvents(runDirectory: string): RunEvent[] {
  const lines = readFileSync(path.join(runDirectory, runFiles.events), 'utf8').trimEnd().split('\n');
  return lines.map((line, index) => {
    const event = JSON.parse(line) as RunEvent;
    if (!validateRunEvent(event)) throw new Error(`${line}: ${JSON.stringify(validateRunEvent.errors)}`);
    if (event.seq !== index) throw new Error(`${line}: seq ${index} was expected`);
    return event;
  });
}

export function readSummary(runDirectory: string): RunSummary {
  const summary = JSON.parse(readFileSync(path.join(runDirectory, runFiles.summary), 'utf8')) as RunSummary;
  if (!validateSummary(summary)) throw new Error(JSON.stringify(validateSummary.errors));
  return summary;
}

/** Bytes of the best model's weights and of the last checkpoint's tensors (weights, optimizer). */
export function finalWeights(runDirectory: string): { model: Buffer; checkpoint: Buffer } {
  const model = path.join(runDirectory, runFiles.model);
  const weights = readdirSync(model).filter((name) => name.endsWith('.bin'));
  if (weights.length !== 1) throw new Error(`One file of weights was expected, not ${weights.join(', ')}`);
  // By numbers: 2-15 comes after 2-3.
  const position = new Intl.Collator('en', { numeric: true });
  const last = readdirSync(path.join(runDirectory, runFiles.checkpoint)).sort(position.compare).at(-1)!;
  return {
    model: readFileSync(path.join(model, weights[0]!)),
    checkpoint: readFileSync(path.join(runDirectory, runFiles.checkpoint, last, 'tensors.bin')),
  };
}
