/** The embedded engine on one thread and on all cores: the study's CNN at the study's batch, each in a process of its own. */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import type { ReplicaPlan } from '../../runner/engine/engine';
import { createWasmEngine } from '../../runner/engine/wasm/engine';
import { buildModel } from '../../runner/models';
import { Random } from '../../runner/random';
import { createOptimizer } from '../../runner/train/optimizers';
import { TrainStep, trainableVariables } from '../../runner/train/step';
import { ensureKernels } from '../build-kernels';
import { root } from '../paths';

const batchSize = 128;
const side = 48;
const classes = 7;
/** The first compiles and allocates. */
const steps = 5;
const plan: ReplicaPlan = {
  model: { type: 'customCnn', dropout: 0.25, l2: 0.01 },
  shape: { classes, seed: 1, inputShape: [side, side, 1] },
  optimizer: { type: 'adam', learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  rule: 'distribution',
};

/** Seconds of each step. */
async function measure(threads: number): Promise<number[]> {
  const engine = await createWasmEngine(threads);
  const model = buildModel(engine.tf, plan.model, plan.shape);
  const optimizer = createOptimizer(engine, plan.optimizer, trainableVariables(model));
  const own = new TrainStep(engine, model, optimizer, plan.rule);
  const replicas = await engine.replicate?.(model, plan);
  const step = replicas?.share(own) ?? own;
  const random = new Random(1, 'benchmark');
  const batch = {
    count: batchSize,
    height: side,
    width: side,
    images: Float32Array.from({ length: batchSize * side * side }, () => random.uniform()),
    targets: Float32Array.from({ length: batchSize * classes }, (_, i) => Number(i % classes === 0)),
    weights: new Float32Array(batchSize).fill(1),
  };
  const seconds: number[] = [];
  for (let i = 0; i < steps; i++) {
    const start = performance.now();
    const { loss, correct } = await step.run(batch, i, 1e-3);
    loss.dataSync();
    seconds.push((performance.now() - start) / 1000);
    engine.tf.dispose([loss, correct]);
  }
  await replicas?.dispose();
  return seconds;
}

function inChild(threads: number): number[] {
  const { status, stdout } = spawnSync(process.execPath, ['--require', 'tsx/cjs', __filename, String(threads)], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`The benchmark on ${threads} threads ended with exit code ${status}.`);
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as number[];
}

/** Images a second of the fastest step after the first. */
const speed = (seconds: readonly number[]) => batchSize / Math.min(...seconds.slice(1));

export async function benchThreads(): Promise<string> {
  await ensureKernels();
  const cores = availableParallelism();
  const one = speed(inChild(1));
  const all = speed(inChild(cores));
  return [
    '### Threads of the embedded engine',
    '',
    `Custom CNN, batch ${batchSize}, training steps with Adam; the fastest step of ${steps} after the first.`,
    '',
    '| threads | images/s |',
    '| ---: | ---: |',
    `| 1 | ${one.toFixed(1)} |`,
    `| ${cores} | ${all.toFixed(1)} |`,
    `| ratio | ${(all / one).toFixed(2)} |`,
  ].join('\n');
}

if (process.argv[1] === __filename) {
  measure(Number(process.argv[2])).then(
    (seconds) => console.log(JSON.stringify(seconds)),
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
}
