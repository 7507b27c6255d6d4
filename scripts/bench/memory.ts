/**
 * Measures resident memory and tensors over a thousand training steps, which shows leaks. Each engine trains the small
 * network in a separate process, on one thread.
 */
import { spawn } from 'node:child_process';
import { resolveModel, resolveTraining } from '../../experiment/defaults';
import { engineProviders } from '../../runner/engine';
import type { EngineId } from '../../runner/engine/contract';
import { engineDirectory } from '../../runner/engine/tensorflow/directory';
import { inspectInstallation } from '../../runner/engine/tensorflow/installation';
import { buildModel } from '../../runner/models';
import { createOptimizer } from '../../runner/train/optimizers';
import { TrainStep, trainableVariables } from '../../runner/train/step';
import { ensureKernels } from '../build-kernels';
import { root } from '../paths';
import { classes, noiseBatch, size } from './training/case';

const batchSize = 32;
const reportedSteps = [100, 500, 1000];

/** What an engine holds after a number of steps. */
interface Held {
  readonly steps: number;
  /** Resident memory, bytes. */
  readonly resident: number;
  readonly tensors: number;
}

function collectGarbage(): void {
  (globalThis as { gc?: () => void }).gc!();
}

async function measure(id: EngineId): Promise<Held[]> {
  const provider = engineProviders.find((one) => one.id === id)!;
  const engine = await provider.create({ batchSize, threads: 1 });
  const { tf } = engine;
  const settings = resolveModel({ type: 'smallCnn' });
  const model = buildModel(tf, settings, { classes, seed: 1, inputShape: [size, size, 1] });
  const { optimizer } = resolveTraining({ epochs: 1 }, settings, false);
  const step = new TrainStep(
    engine,
    model,
    createOptimizer(engine, optimizer, trainableVariables(model)),
    'distribution',
  );
  const weights = new Float32Array(batchSize).fill(1);
  const held: Held[] = [];
  for (let steps = 1; steps <= reportedSteps.at(-1)!; steps++) {
    // New numbers for every step, as in a loop over images.
    const batch = { count: batchSize, ...noiseBatch(batchSize), weights };
    const { loss, correct } = step.run(batch, steps, 1e-3);
    loss.dataSync();
    tf.dispose([loss, correct]);
    if (!reportedSteps.includes(steps)) continue;
    // Unreferenced memory is not a leak, so collect it first.
    collectGarbage();
    held.push({ steps, resident: process.memoryUsage().rss, tensors: tf.memory().numTensors });
  }
  return held;
}

function inChild(id: EngineId, env: NodeJS.ProcessEnv): Promise<Held[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--expose-gc', '--require', 'tsx/cjs', __filename, id], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (text: Buffer) => (output += text.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(output.trim().split('\n').at(-1) ?? '') as Held[]);
      else reject(new Error(`The engine ${id} ended with exit code ${code}.`));
    });
  });
}

/** Markdown: what both engines hold. */
export async function benchMemory(): Promise<string> {
  await ensureKernels();
  const rows: string[] = [];
  for (const provider of engineProviders) {
    if (provider.id === 'tensorflow' && !inspectInstallation(engineDirectory()).ready) continue;
    for (const { steps, resident, tensors } of await inChild(provider.id, await provider.launchEnvironment())) {
      rows.push(`| \`${provider.id}\` | ${steps} | ${Math.round(resident / 2 ** 20)} MiB | ${tensors} |`);
    }
  }
  return [
    '### Memory over a thousand steps',
    '',
    `Small CNN, batch ${batchSize}, one thread, with a new batch of numbers for every step; read after a garbage collection.`,
    '',
    '| engine | steps | resident memory | tensors |',
    '| --- | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}

if (process.argv[1] === __filename) {
  const id = process.argv[2] as EngineId | undefined;
  const result = id ? measure(id).then((held) => JSON.stringify(held)) : benchMemory();
  result
    .then((text) => {
      console.log(text);
      process.exit(0);
    })
    .catch((error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    });
}
