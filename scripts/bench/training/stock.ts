/** Child process: the same library and network through stock TensorFlow.js. */
import type { Scalar, Tensor } from '@tensorflow/tfjs';
import { engineDirectory } from '../../../runner/engine/tensorflow/directory';
import { inspectInstallation } from '../../../runner/engine/tensorflow/installation';
import { loadTensorFlow } from '../../../runner/engine/tensorflow/load';
import { buildModel } from '../../../runner/models';
import { batchesPerStep, classes, givenCase, noiseBatch, serve, size } from './case';

async function main(): Promise<void> {
  const given = givenCase();
  const { settings, batchSize } = given;
  const state = inspectInstallation(engineDirectory());
  if (!state.ready) throw new Error(state.reason);
  const tf = loadTensorFlow(state.installation);
  const model = buildModel(tf, settings, { classes, seed: 1, inputShape: [size, size, 1] });
  const optimizer = tf.train.adam(1e-3);
  const { images, targets } = noiseBatch(batchSize);
  const x = tf.tensor(images, [batchSize, size, size, 1]);
  const y = tf.tensor(targets, [batchSize, classes]);
  const logits = tf.model({ inputs: model.inputs, outputs: model.layers.at(-2)!.output });
  const train = () => {
    const loss = optimizer.minimize(
      () =>
        tf.addN([
          tf.losses.softmaxCrossEntropy(y, logits.apply(x, { training: true }) as Tensor),
          ...model.calculateLosses(),
        ]) as Scalar,
      true,
    )!;
    loss.dataSync();
    loss.dispose();
  };
  await serve({
    train,
    predict() {
      for (let i = 0; i < batchesPerStep(given).predict; i++) {
        tf.tidy(() => (model.predictOnBatch(tf.tensor4d(images, [batchSize, size, size, 1])) as Tensor).dataSync());
      }
    },
  });
}

void main();
