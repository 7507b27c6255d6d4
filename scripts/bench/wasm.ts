/**
 * Measures the embedded engine against the stock wasm backend of TensorFlow.js, which lacks the filter gradient of
 * convolutions and gets a plain loop for it here. Each trains the study's CNN in a separate process, one after the other.
 */
import { spawn } from 'node:child_process';
import type { LayersModel, Scalar, Tensor, Variable } from '@tensorflow/tfjs';
import { composedUpdates } from '../../runner/engine/composedUpdates';
import type { OptimizerUpdates, TF } from '../../runner/engine/contract';
import { loadBackend } from '../../runner/engine/wasm/backend';
import { startCore } from '../../runner/engine/wasm/core';
import { buildModel } from '../../runner/models';
import { Random } from '../../runner/random';
import { ensureKernels } from '../build-kernels';
import { root } from '../paths';
import { registerNaiveFilterGradient } from './naiveFilterGradient';

const batch = 32;
const side = 48;
const classes = 7;
/** The stock backend takes half a minute per step. */
const steps = { embedded: 12, simd: 12, stock: 2 } as const;
type Kind = keyof typeof steps;

/** What a child process prints, one line of JSON. */
interface Measured {
  readonly features: string;
  /** Seconds of each step. */
  readonly seconds: readonly number[];
  /** After each step. */
  readonly tensors: readonly number[];
  /** Resident memory after each step, bytes. */
  readonly resident: readonly number[];
}

class Training {
  private readonly model: LayersModel;
  private readonly moments: { first: Variable; second: Variable }[];
  private readonly x: Tensor;
  private readonly y: Tensor;

  constructor(
    private readonly tf: TF,
    private readonly updates: OptimizerUpdates,
  ) {
    this.model = buildModel(
      tf,
      { type: 'customCnn', dropout: 0.25, l2: 0.01 },
      { classes, seed: 1, inputShape: [side, side, 1] },
    );
    const zeros = (v: Variable) => tf.tidy(() => tf.variable(tf.zerosLike(v), false));
    this.moments = this.variables.map((v) => ({ first: zeros(v), second: zeros(v) }));
    const random = new Random(1, 'benchmark');
    this.x = tf.tensor(
      Float32Array.from({ length: batch * side * side }, () => random.uniform()),
      [batch, side, side, 1],
    );
    const labels = Int32Array.from({ length: batch }, () => random.integer(classes));
    this.y = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), classes), 'float32'));
  }

  private get variables(): Variable[] {
    return this.model.trainableWeights.map((weight) => weight.read() as Variable);
  }

  step(): void {
    const { tf, model } = this;
    const loss = () =>
      [
        tf.losses.softmaxCrossEntropy(this.y, this.logits()),
        ...model.layers.flatMap((layer) => layer.calculateLosses()),
      ].reduce((sum, term) => tf.add(sum, term)) as Scalar;
    const { value, grads } = tf.variableGrads(loss, this.variables);
    this.variables.forEach((variable, i) =>
      this.updates.adam(variable, this.moments[i]!, grads[variable.name]!, {
        alpha: 1e-3,
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-7,
      }),
    );
    value.dataSync();
    tf.dispose([value, grads]);
  }

  /** Layer by layer, without the softmax at the end. */
  private logits(): Tensor {
    const layers = this.model.layers.slice(0, -1);
    return layers.reduce((t, layer) => layer.apply(t, { training: true }) as Tensor, this.x);
  }
}

async function measure(kind: Kind): Promise<Measured> {
  let training: Training;
  let features: string;
  let tf: TF;
  if (kind !== 'stock') {
    const { engine } = await startCore(kind === 'simd' ? 'simd' : undefined);
    ({ tf } = engine);
    features = engine.description.features.join(', ');
    engine.beginStep(1);
    training = new Training(tf, engine.updates);
  } else {
    const loaded = await loadBackend();
    ({ tf } = loaded);
    features = 'stock';
    registerNaiveFilterGradient(tf, loaded.backend);
    training = new Training(tf, composedUpdates(tf));
  }
  const [seconds, tensors, resident]: number[][] = [[], [], []];
  for (let i = 0; i < steps[kind]; i++) {
    const start = performance.now();
    training.step();
    seconds!.push((performance.now() - start) / 1000);
    tensors!.push(tf.memory().numTensors);
    resident!.push(process.memoryUsage().rss);
  }
  return { features, seconds: seconds!, tensors: tensors!, resident: resident! };
}

function inChild(kind: Kind): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--require', 'tsx/cjs', __filename, kind], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (text: Buffer) => (output += text.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      const last = output.trim().split('\n').at(-1) ?? '';
      if (code === 0) resolve(JSON.parse(last) as Measured);
      else reject(new Error(`The benchmark of the ${kind} backend ended with exit code ${code}.`));
    });
  });
}

/** Images per second of the fastest step except the first, which compiles. */
function speed({ seconds }: Measured): number {
  return batch / Math.min(...seconds.slice(1));
}

const mebibytes = (bytes: number) => Math.round(bytes / 2 ** 20);

export async function benchWasm(): Promise<string> {
  await ensureKernels();
  const embedded = await inChild('embedded');
  const plain = await inChild('simd');
  const stock = await inChild('stock');
  const [ours, without, theirs] = [speed(embedded), speed(plain), speed(stock)];
  const { tensors, resident } = embedded;
  return [
    '### Embedded engine',
    '',
    `Custom CNN (4,496,903 weights), batch ${batch}, training steps with Adam, one thread; the fastest step of each after the first.`,
    '',
    '| backend | images/s |',
    '| --- | ---: |',
    `| embedded engine (${embedded.features}) | ${ours.toFixed(1)} |`,
    `| the same where the runtime has no relaxed SIMD (${plain.features}) | ${without.toFixed(1)} |`,
    `| ratio (aim: at least 0.8) | ${(without / ours).toFixed(2)} |`,
    `| stock wasm backend with a plain loop for the missing filter gradient | ${theirs.toFixed(2)} |`,
    `| ratio to it (aim: at least 5) | ${(ours / theirs).toFixed(1)} |`,
    '',
    `Tensors after each of ${tensors.length} steps: ${[...new Set(tensors)].join(', ')}. Resident memory after the second step ${mebibytes(resident[1]!)} MiB, after the last ${mebibytes(resident.at(-1)!)} MiB.`,
  ].join('\n');
}

if (process.argv[1] === __filename) {
  const kind = process.argv[2] as Kind | undefined;
  const result = kind ? measure(kind).then((measured) => JSON.stringify(measured)) : benchWasm();
  result.then(console.log).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
