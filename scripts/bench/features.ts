/** Measures what stored features of a frozen base save: the same transfer learning with and without them, as whole runs. */
import { runsRootIn } from '../../experiment/project';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseExperiment } from '../../experiment/parse';
import { resolveRuns } from '../../experiment/resolve';
import { parseEventLine } from '../../storage/run/eventLine';
import { chooseEngine } from '../../runner/engine';
import { createRun } from '../../runner/run/create';
import type { RunEvent } from '../../schemas/generated/run-event';
import { runFiles } from '../../schemas/runDirectory';
import { dist } from '../paths';
import { median } from './median';

/** As in the study. */
const epochs = 30;
/** Epochs of the measured live run; the first one is a warm-up. */
const liveEpochs = 3;
const inputSize = 48;

/** Some 400 faces to train on and very few to evaluate on: real ones if FER2013_DIR has fer2013.csv, otherwise generated. */
function data(): { readonly kind: string; readonly settings: object } {
  const directory = process.env['FER2013_DIR'];
  const validation = { fraction: 0.2, seed: 1 };
  if (directory === undefined) {
    const synthetic = { training: 500, test: 14, seed: 1 };
    return { kind: 'generated faces', settings: { source: 'synthetic', synthetic, validation } };
  }
  const source = path.join(directory, 'fer2013.csv');
  return { kind: 'faces of FER2013', settings: { source, fraction: 0.0174, validation, test: ['privateTest'] } };
}

interface Timing {
  readonly epochs: readonly number[];
  /** Seconds from the start of the engine's work on the model to the last epoch, including what is computed before training. */
  readonly whole: number;
}

/** @returns Markdown */
export async function benchFeatures(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'ferexp-bench-features-'));
  try {
    const { kind, settings } = data();
    const rows: string[] = [];
    for (const engine of ['wasm', 'tensorflow'] as const) {
      const row = await measure(folder, engine, settings).catch(
        (error: unknown) =>
          `| ${engine} | not measured: ${error instanceof Error ? error.message : String(error)} | | | | |`,
      );
      rows.push(row);
    }
    return [
      `Transfer learning of a head on ResNet-50 at ${inputSize}², some 400 ${kind} to train on, random weights:`,
      '',
      `| engine | live epoch | ${epochs} live epochs, extrapolated | ${epochs} epochs on kept features, seen | ratio, extrapolated | ratio over ${liveEpochs} epochs, seen |`,
      '| --- | ---: | ---: | ---: | ---: | ---: |',
      ...rows,
    ].join('\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(folder: string, engine: 'wasm' | 'tensorflow', settings: object): Promise<string> {
  const project = path.join(folder, engine);
  const live = await time(project, engine, settings, { epochs: liveEpochs, features: 'live' });
  const kept = await time(project, engine, settings, { epochs, features: 'cached' });
  const epoch = median(live.epochs.slice(1));
  const until = kept.whole - kept.epochs.slice(liveEpochs).reduce((sum, seconds) => sum + seconds, 0);
  const seconds = (value: number) => `${value.toFixed(1)} s`;
  return (
    `| ${engine} | ${seconds(epoch)} | ${seconds(epochs * epoch)} | ${seconds(kept.whole)} | ` +
    `${((epochs * epoch) / kept.whole).toFixed(1)} | ${(live.whole / until).toFixed(1)} |`
  );
}

async function time(
  folder: string,
  engine: 'wasm' | 'tensorflow',
  settings: object,
  training: object,
): Promise<Timing> {
  const text = JSON.stringify({
    version: 1,
    name: 'features',
    engine,
    data: settings,
    model: { type: 'resnet50', weights: 'random', inputSize },
    training: { batchSize: 64, trainable: 'head', ...training },
  });
  const { file, problems } = parseExperiment(text);
  if (!file) throw new Error(JSON.stringify(problems));
  const [resolved] = resolveRuns(file, { path: path.join(folder, 'features.ferexp.json') });
  const directory = await createRun(runsRootIn(folder), resolved!);
  const { provider } = await chooseEngine(engine);
  const environment = { ...process.env, ...(await provider.launchEnvironment()) };
  await new Promise<void>((resolve, reject) => {
    const runner = spawn(process.execPath, [path.join(dist, 'runner.js'), directory], {
      env: environment,
      stdio: 'ignore',
    });
    runner.once('error', reject);
    runner.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`The runner ended with ${code}.`))));
  });
  const lines = (await readFile(path.join(directory, runFiles.events), 'utf8')).trimEnd().split('\n');
  return timingOf(lines.map((line) => parseEventLine(line)).filter((event) => typeof event === 'object') as RunEvent[]);
}

function timingOf(events: readonly RunEvent[]): Timing {
  const started = events.find(({ type }) => type === 'run-started')!;
  const ended = events.flatMap((event) => (event.type === 'epoch' ? [event] : []));
  return {
    epochs: ended
      .map((event, i) => Date.parse(event.time) - Date.parse((ended[i - 1] ?? started).time))
      .map((ms) => ms / 1000),
    whole: (Date.parse(ended.at(-1)!.time) - Date.parse(started.time)) / 1000,
  };
}
