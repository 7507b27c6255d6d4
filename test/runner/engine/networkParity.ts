/**
 * Our networks against the same networks in Keras, which were built from the papers: numbers of weights, logits, and loss,
 * gradients and moving averages of one training step.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { LayersModel, Tensor, Variable } from '@tensorflow/tfjs';
import type { ModelConfig } from '../../../schemas/generated/experiment';
import { resolveModel } from '../../../experiment/defaults';
import type { Batch, Engine } from '../../../runner/engine/contract';
import { baseOf, buildModel } from '../../../runner/models';
import { TrainStep, trainableVariables } from '../../../runner/train/step';
import { assertDigest, type Digest, type Tolerances, uniform } from './digests';
import { assertClose, sizeOf } from './kernelCases';

interface Network {
  readonly settings: ModelConfig;
  readonly trainable: number;
  readonly nonTrainable: number;
  /** `batch · classes`, of inference. */
  readonly logits: readonly number[];
  readonly loss: number;
  /** By layer and weight: `conv1_conv/kernel`. */
  readonly gradients: Readonly<Record<string, Digest>>;
  readonly movingAverages: Readonly<Record<string, Digest>>;
}

interface Reference {
  readonly batch: number;
  readonly classes: number;
  readonly l2: number;
  readonly networks: readonly Network[];
}

const file = path.join(__dirname, '../../fixtures/keras/networks.json');
const { batch: count, classes, l2, networks } = JSON.parse(readFileSync(file, 'utf8')) as Reference;
const side = 48;
/** The largest network has forty million weights. */
const mostMilliseconds = 180_000;

/**
 * The figures are of double precision. Rounding decides which way a gradient goes at a ReLU's corner or under a maximum, and
 * the layers above each add theirs.
 */
const ofGradient: Tolerances = { length: 1e-2, product: 5e-2, elements: 5e-2 };
const ofMovingAverage: Tolerances = { length: 1e-5, product: 1e-4, elements: 1e-4 };

/** What normalisation takes away again, such as a bias below it, has no gradient but that of rounding: double, and single. */
const nothing = 1e-9;
const ofNothing = 1e-4;

/** 32 bits of a weight's name: FNV-1a, as in the script. */
function streamOf(name: string): number {
  return [...name].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 0x01000193), 0x811c9dc5);
}

/** `conv1_conv/kernel`, in Keras's spelling. */
function nameOf(layer: string, { originalName }: LayersModel['weights'][number]): string {
  const weight = originalName.split('/').at(-1)!.replace('depthwise_kernel', 'kernel');
  return `${layer}/${weight}`;
}

function initialValues(name: string, shape: readonly number[]): Float32Array {
  const values = uniform(sizeOf(shape), streamOf(name));
  if (name.endsWith('/kernel')) {
    // A depthwise kernel reads one channel.
    const inputs = sizeOf(name.includes('_depth_') ? shape.slice(0, 2) : shape.slice(0, -1));
    return Float32Array.from(values, (value) => Math.sqrt(6 / inputs) * value);
  }
  const centre = /\/(gamma|moving_variance)$/.test(name) ? 1 : 0;
  return Float32Array.from(values, (value) => centre + 0.1 * value);
}

/** All but those that prepare the faces, whose weights are settings. */
function ownLayers(model: LayersModel): LayersModel['layers'] {
  const { base, head } = baseOf(model);
  return [...base, ...head];
}

function fill({ tf }: Engine, model: LayersModel): void {
  for (const layer of ownLayers(model)) {
    for (const weight of layer.weights) {
      const shape = weight.shape as number[];
      tf.tidy(() =>
        (weight.read() as Variable).assign(tf.tensor(initialValues(nameOf(layer.name, weight), shape), shape)),
      );
    }
  }
}

const images = Float32Array.from(uniform(count * side * side, 3), (value) => Math.round(127.5 * (value + 1)) / 255);
const batch: Batch = {
  count,
  images,
  targets: Float32Array.from({ length: count * classes }, (_, i) =>
    i % classes === Math.floor(i / classes) % classes ? 1 : 0,
  ),
  weights: new Float32Array(count).fill(1),
};

const values = (tensor: Tensor | Variable) => Float32Array.from(tensor.dataSync());
const averagesOf = (model: LayersModel) => ownLayers(model).flatMap((layer) => layer.nonTrainableWeights);
const total = (weights: LayersModel['weights']) =>
  weights.reduce((sum, { shape }) => sum + sizeOf(shape as number[]), 0);

function assertDigests(
  actual: ReadonlyMap<string, Float32Array>,
  expected: Readonly<Record<string, Digest>>,
  allowed: Tolerances,
): void {
  assert.deepEqual([...actual.keys()].sort(), Object.keys(expected).sort());
  for (const [name, found] of actual) {
    const digest = expected[name]!;
    if (digest.length > nothing) assertDigest(found, digest, streamOf(name) + 1, allowed, name);
    else assert.ok(Math.hypot(...found) < ofNothing, `${name}: ${Math.hypot(...found)} in place of 0`);
  }
}

/** @param of the engine, called once the suite's `before` hooks ran */
export function networkParity(of: () => Engine): void {
  for (const network of networks) {
    const { settings } = network;
    const title = settings.width === undefined ? settings.type : `${settings.type} of width ${settings.width}`;

    it(`${title}: weights, logits, loss, gradients and moving averages`, () => {
      const engine = of();
      const { tf } = engine;
      const model = buildModel(tf, resolveModel({ ...settings, dropout: 0, l2 }), {
        classes,
        seed: 1,
        inputShape: [side, side, 1],
      });
      try {
        fill(engine, model);
        assert.equal(total(model.trainableWeights), network.trainable);
        assert.equal(total(averagesOf(model)), network.nonTrainable);
        predictsLike(engine, model, network);
        trainsLike(engine, model, network);
      } finally {
        model.dispose();
      }
    }).timeout(mostMilliseconds);
  }
}

/** The logits, with normalisation folded into the convolutions as well where the engine does that. */
function predictsLike(engine: Engine, model: LayersModel, { logits }: Network): void {
  const { tf } = engine;
  const whole = tf.model({ inputs: model.inputs, outputs: model.layers.at(-2)!.output });
  const prepared = engine.prepareModel?.(whole);
  tf.tidy(() => {
    const x = tf.tensor4d(images, [count, side, side, 1]);
    const found = [whole.predict(x) as Tensor, ...(prepared ? [prepared.predict(x)] : [])];
    for (const prediction of found) assertClose(values(prediction), logits, 1e-4, 'logits');
  });
  prepared?.dispose();
}

function trainsLike(
  engine: Engine,
  model: LayersModel,
  { loss: expected, gradients: known, movingAverages }: Network,
): void {
  const names = new Map(
    model.layers.flatMap((layer) =>
      layer.weights.map((weight) => [(weight.read() as Variable).name, nameOf(layer.name, weight)] as const),
    ),
  );
  const step = new TrainStep(engine, model, { apply: () => undefined }, 'distribution');
  const { loss, correct, gradients } = step.compute(batch, 1);
  assertClose(values(loss), [expected], 1e-5, 'loss');
  const found = trainableVariables(model).map(
    (variable) => [names.get(variable.name)!, values(gradients[variable.name]!)] as const,
  );
  assertDigests(new Map(found), known, ofGradient);
  const moved = averagesOf(model).map((weight) => {
    const variable = weight.read() as Variable;
    return [names.get(variable.name)!, values(variable)] as const;
  });
  assertDigests(new Map(moved), movingAverages, ofMovingAverage);
  engine.tf.dispose([loss, correct, ...Object.values(gradients)]);
}
