/** The same tests on both engines, and networks small enough to know everything of. */
import type { layers, LayersModel, Tensor } from '@tensorflow/tfjs';
import type { Engine, TF } from '../../../runner/engine/contract';
import { LogitModel } from '../../../runner/explain/logitModel';
import { describeReal, isReal, realEngine } from '../engine/tensorflow/real';
import { buildTimeout, embeddedEngine } from '../engine/wasm/embedded';
import { sizeOf, uniformValues } from '../engine/kernelCases';

/** @param suite its tests may call what gives the engine */
export function onBothEngines(title: string, suite: (engine: () => Engine) => void): void {
  const withEngine = (start: () => Promise<Engine>) => () => {
    let engine: Engine;
    before(async function () {
      this.timeout(buildTimeout);
      engine = await start();
    });
    suite(() => engine);
  };
  // TensorFlow.js keeps one list of gradients a process, and the binding's copy of it writes the stock ones there as it loads:
  // what the embedded engine put there would be gone. A run loads one engine only.
  const embedded = async (): Promise<Engine> => {
    if (isReal) await realEngine();
    return embeddedEngine();
  };
  describe(`${title}, on wasm`, withEngine(embedded));
  describeReal(`${title}, on tensorflow`, withEngine(realEngine));
}

/** Weights that follow from their place. */
export function fill(tf: TF, model: LayersModel): void {
  model.layers.forEach((layer, index) => {
    layer.setWeights(
      layer.getWeights().map((weight, i) => {
        const values = uniformValues(sizeOf(weight.shape), 100 * index + i);
        // Variances, the fourth weight of a normalisation, are positive.
        const isVariance = layer.getClassName() === 'BatchNormalization' && i === 3;
        return tf.tensor(
          values.map((value) => (isVariance ? 1 + value / 2 : value)),
          weight.shape,
        );
      }),
    );
  });
}

function classified(tf: TF, below: readonly layers.Layer[], classes: number): LogitModel {
  const model = tf.sequential();
  for (const layer of below) model.add(layer);
  model.add(tf.layers.dense({ units: classes }));
  model.add(tf.layers.activation({ activation: 'softmax' }));
  fill(tf, model);
  return new LogitModel(tf, model);
}

/** Logits are w·x + b of 6×6 faces. @returns also w of class 1 */
export function linearModel(tf: TF): { model: LogitModel; weights: Float32Array } {
  const model = classified(tf, [tf.layers.flatten({ inputShape: [6, 6, 1] })], 3);
  const kernel = model.model.layers[1]!.getWeights()[0]! as Tensor;
  const values = kernel.dataSync<'float32'>();
  return { model, weights: Float32Array.from({ length: 36 }, (_, i) => values[3 * i + 1]!) };
}

/** Of each kind of layer that the networks have. Smooth, so that differences of float32 tell its gradient. */
export function smoothModel(tf: TF): LogitModel {
  const { layers: l } = tf;
  const convolution = (filters: number, more: object = {}) =>
    l.conv2d({ filters, kernelSize: 3, padding: 'same', activation: 'sigmoid', ...more });
  return classified(
    tf,
    [
      convolution(8, { inputShape: [6, 6, 1] }),
      convolution(8),
      l.batchNormalization(),
      l.averagePooling2d({ poolSize: 2 }),
      l.dropout({ rate: 0.5 }),
      l.flatten(),
      l.dense({ units: 5, activation: 'tanh' }),
      l.batchNormalization(),
    ],
    3,
  );
}

/** With ReLU and max pooling, as the networks of the study. */
export function kinkedModel(tf: TF): LogitModel {
  const { layers: l } = tf;
  return classified(
    tf,
    [
      l.conv2d({ filters: 8, kernelSize: 3, padding: 'same', activation: 'relu', inputShape: [6, 6, 1] }),
      l.conv2d({ filters: 8, kernelSize: 5, padding: 'same', activation: 'relu' }),
      l.maxPooling2d({ poolSize: 2 }),
      l.flatten(),
    ],
    3,
  );
}

/** 0–1. */
export function randomFaces(count: number, seed: number): Float32Array {
  return uniformValues(36 * count, seed).map((value) => (value + 1) / 2);
}

export function dispose({ model }: LogitModel): void {
  for (const layer of model.layers) for (const weight of layer.weights) weight.dispose();
}
