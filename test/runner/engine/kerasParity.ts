/**
 * What training computes on an engine, against Keras's own figures: losses, gradients and steps of the study's CNN,
 * moving averages, and predictions with them.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { LayersModel, Tensor, Tensor1D, Tensor2D, Variable } from '@tensorflow/tfjs';
import type { ResolvedTraining } from '../../../experiment/types';
import type { Engine, TF, Batch } from '../../../runner/engine/contract';
import { buildModel } from '../../../runner/models';
import { createLabelPipeline } from '../../../runner/techniques';
import { crossEntropy } from '../../../runner/train/loss';
import { createOptimizer } from '../../../runner/train/optimizers';
import { TrainStep, trainableVariables } from '../../../runner/train/step';
import { assertDigest, type Digest, uniform } from './digests';
import { assertClose, sizeOf } from './kernelCases';

interface AfterSteps {
  readonly step: number;
  /** Of each trainable weight since the start. */
  readonly changes: readonly Digest[];
  readonly movingAverages: readonly Digest[];
  /** Of the first four images. */
  readonly probabilities: readonly number[];
}

interface Reference {
  readonly losses: {
    readonly classes: number;
    readonly logits: readonly number[];
    readonly cases: readonly {
      readonly name: string;
      /** Not smoothed yet. */
      readonly targets: readonly number[];
      readonly epsilon: number;
      readonly weights: readonly number[];
      readonly loss: number;
      readonly gradient: readonly number[];
    }[];
  };
  readonly network: {
    readonly batch: number;
    readonly l2: number;
    readonly smoothing: number;
    readonly classWeights: readonly number[];
    readonly loss: number;
    readonly gradients: readonly Digest[];
    readonly runs: readonly {
      readonly optimizer: ResolvedTraining['optimizer'];
      readonly after: readonly AfterSteps[];
    }[];
  };
}

const file = path.join(__dirname, '../../fixtures/keras/training.json');
const { losses, network } = JSON.parse(readFileSync(file, 'utf8')) as Reference;

/** Streams of the generator that weights, gradients, changes and moving averages begin with. */
const streams = { weights: 100, gradients: 200, changes: 300, movingAverages: 400 };
const side = 48;

/**
 * The figures are of double precision, and no single precision comes close in the first two blocks: where values under a
 * maximum pooling or at a ReLU's corner are all but equal, rounding decides which way a gradient goes, and the blocks
 * above each add theirs.
 */
const ofGradient = {
  early: { length: 8e-3, product: 1e-1, elements: 1e-1 },
  late: { length: 3e-4, product: 2e-2, elements: 1e-2 },
};
/** Adam's step with the usual epsilon is the sign of the gradient, which is anyone's guess where that is all but 0. */
const ofSign = {
  early: { length: 5e-2, product: 2, elements: 1e-3 },
  late: { length: 1e-3, product: 1e-1, elements: 1e-3 },
};
/** Each step starts from the differences of the one before. */
const ofLaterStep = { length: 3e-2, product: 1e-1, elements: 2e-1 };
const ofMovingAverage = { length: 1e-5, product: 1e-4, elements: 1e-4 };
const ofLaterMovingAverage = { length: 2e-4, product: 5e-3, elements: 5e-3 };

function place(name: string): 'early' | 'late' {
  return /^block[12]_/.test(name) ? 'early' : 'late';
}

function smoothed(targets: readonly number[], classes: number, epsilon: number): Float32Array {
  const result = Float32Array.from(targets);
  const smooth = createLabelPipeline({ techniques: { labelSmoothing: { epsilon } } }, classes);
  for (let start = 0; start < result.length; start += classes) smooth(result.subarray(start, start + classes));
  return result;
}

/** The study's CNN without dropout, with the generator's weights. */
function buildNetwork(tf: TF): LayersModel {
  const model = buildModel(
    tf,
    { type: 'customCnn', dropout: 0, l2: network.l2 },
    { classes: losses.classes, seed: 1, inputShape: [side, side, 1] },
  );
  model.trainableWeights.forEach(({ originalName, shape }, index) => {
    const values = initialValues(originalName, shape as number[], streams.weights + index);
    tf.tidy(() => trainableVariables(model)[index]!.assign(tf.tensor(Float32Array.from(values), shape as number[])));
  });
  return model;
}

function initialValues(name: string, shape: readonly number[], stream: number): Float64Array {
  const values = uniform(sizeOf(shape), stream);
  if (name.endsWith('kernel')) {
    const [from, to] = shape.slice(-2) as [number, number];
    const limit = Math.sqrt(6 / (sizeOf(shape.slice(0, -2)) * (from + to)));
    return values.map((value) => limit * value);
  }
  const centre = name.endsWith('gamma') ? 1 : 0;
  return values.map((value) => centre + 0.1 * value);
}

function trainingBatch(): Batch {
  const { batch: count, classWeights, smoothing } = network;
  const { classes } = losses;
  const classOf = Array.from({ length: count }, (_, index) => index % classes);
  const oneHot = classOf.flatMap((chosen) => Array.from({ length: classes }, (_, c) => (c === chosen ? 1 : 0)));
  return {
    count,
    images: Float32Array.from(uniform(count * side * side, 3), (value) => Math.round(127.5 * (value + 1)) / 255),
    targets: smoothed(oneHot, classes, smoothing),
    weights: Float32Array.from(classOf, (chosen) => classWeights[chosen]!),
  };
}

/** @param of the engine, called once the suite's `before` hooks ran */
export function kerasParity(of: () => Engine): void {
  const values = (tensor: Tensor | Variable) => Float32Array.from(tensor.dataSync());

  for (const { name, targets, epsilon, weights, loss, gradient } of losses.cases) {
    it(`loss: ${name}`, () => {
      const engine = of();
      const { tf } = engine;
      tf.tidy(() => {
        const rows: [number, number] = [weights.length, losses.classes];
        const goal = tf.tensor2d(smoothed(targets, losses.classes, epsilon), rows);
        const of = (logits: Tensor) =>
          crossEntropy(engine, logits as Tensor2D, goal, tf.tensor1d([...weights]) as Tensor1D, 'distribution');
        const result = tf.valueAndGrad(of)(tf.tensor2d([...losses.logits], rows));
        assertClose(values(result.value), [loss], 2e-6, 'loss');
        assertClose(values(result.grad), gradient, 2e-6, 'gradient');
      });
    });
  }

  /** A failed comparison must not leave a network behind, whose names would be in the way of the next one's. */
  function withNetwork(work: (engine: Engine, model: LayersModel) => void): void {
    const model = buildNetwork(of().tf);
    try {
      work(of(), model);
    } finally {
      model.dispose();
    }
  }

  it('gradients of the custom CNN', () => {
    withNetwork((engine, model) => {
      const step = new TrainStep(engine, model, { apply: () => undefined }, 'distribution');
      const { loss, correct, gradients } = step.compute(trainingBatch(), 1);
      assertClose(values(loss), [network.loss], 1e-6, 'loss');
      trainableVariables(model).forEach((variable, i) => {
        const name = model.trainableWeights[i]!.originalName;
        const allowed = ofGradient[place(name)];
        assertDigest(values(gradients[variable.name]!), network.gradients[i]!, streams.gradients + i, allowed, name);
      });
      engine.tf.dispose([loss, correct, ...Object.values(gradients)]);
    });
  });

  for (const { optimizer, after } of network.runs) {
    const steps = after.at(-1)!.step;
    it(`weights, moving averages and predictions of the custom CNN after ${steps} × ${titleOf(optimizer)}`, () => {
      withNetwork((engine, model) => {
        const variables = trainableVariables(model);
        const before = variables.map(values);
        const updater = createOptimizer(engine, optimizer, variables);
        const step = new TrainStep(engine, model, updater, 'distribution');
        for (let count = 1; count <= steps; count++) {
          const { loss, correct } = step.run(trainingBatch(), count, optimizer.learningRate);
          engine.tf.dispose([loss, correct]);
          const expected = after.find((one) => one.step === count);
          if (!expected) continue;
          compareChanges(model, before, optimizer, expected);
          compareMovingAverages(model, expected);
          comparePredictions(engine, model, expected);
        }
        updater.dispose();
      });
    });
  }

  function compareChanges(
    model: LayersModel,
    before: readonly Float32Array[],
    optimizer: ResolvedTraining['optimizer'],
    { step, changes }: AfterSteps,
  ): void {
    const firstStep = optimizer.type === 'adam' && optimizer.epsilon < 1e-3 ? ofSign : ofGradient;
    trainableVariables(model).forEach((variable, i) => {
      const name = model.trainableWeights[i]!.originalName;
      const change = values(variable).map((value, index) => value - before[i]![index]!);
      const allowed = step === 1 ? firstStep[place(name)] : ofLaterStep;
      assertDigest(change, changes[i]!, streams.changes + i, allowed, `${name} after step ${step}`);
    });
  }

  function compareMovingAverages(model: LayersModel, { step, movingAverages }: AfterSteps): void {
    const allowed = step === 1 ? ofMovingAverage : ofLaterMovingAverage;
    model.nonTrainableWeights.forEach((weight, i) => {
      const stream = streams.movingAverages + i;
      const moved = values(weight.read() as Variable);
      assertDigest(moved, movingAverages[i]!, stream, allowed, `${weight.originalName} after step ${step}`);
    });
  }

  function comparePredictions(engine: Engine, model: LayersModel, { step, probabilities }: AfterSteps): void {
    const { tf } = engine;
    const images = tf.tensor4d(trainingBatch().images.slice(0, 4 * side * side), [4, side, side, 1]);
    const prepared = engine.prepareModel?.(model);
    const predictions = [model.predict(images) as Tensor, ...(prepared ? [prepared.predict(images)] : [])];
    for (const prediction of predictions) {
      assertClose(values(prediction), probabilities, 3e-4, `probabilities after step ${step}`);
    }
    tf.dispose([images, ...predictions]);
    prepared?.dispose();
  }
}

function titleOf(optimizer: ResolvedTraining['optimizer']): string {
  const { learningRate } = optimizer;
  return optimizer.type === 'adam'
    ? `Adam at ${learningRate}, epsilon ${optimizer.epsilon}`
    : `SGD with Nesterov momentum at ${learningRate}`;
}
