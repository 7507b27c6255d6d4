/** Child process: the product's own engine, optimizer and training step. */
import { tensorFlowProvider } from '../../../runner/engine/tensorflow/provider';
import { predict } from '../../../runner/evaluate/predict';
import { buildModel } from '../../../runner/models';
import { createOptimizer } from '../../../runner/train/optimizers';
import { TrainStep, trainableVariables } from '../../../runner/train/step';
import { batchesPerStep, batchSize, classes, model as settings, noiseBatch, serve, size } from './case';

async function main(): Promise<void> {
  const engine = await tensorFlowProvider.create();
  const { tf } = engine;
  const model = buildModel(tf, settings, { classes, seed: 1, inputShape: [size, size, 1] });
  const adam = { type: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;
  const optimizer = createOptimizer(engine, { ...adam, learningRate: 1e-3 }, trainableVariables(model));
  const step = new TrainStep(engine, model, optimizer, 'distribution');
  const { images, targets } = noiseBatch();
  const weights = new Float32Array(batchSize).fill(1);
  const batch = { count: batchSize, height: size, width: size, images, targets, weights };
  const dataset = {
    width: size,
    height: size,
    classNames: Array.from({ length: classes }, (_, i) => String(i)),
    pixels: Uint8Array.from(images, (value) => 255 * value),
  };
  const indices = Uint32Array.from({ length: batchesPerStep.predict * batchSize }, (_, i) => i % batchSize);
  let seed = 0;
  await serve({
    train() {
      const { loss, correct } = step.run(batch, seed++, 1e-3);
      loss.dataSync();
      tf.dispose([loss, correct]);
    },
    async predict() {
      await predict(engine, model, dataset, indices, { batchSize });
    },
  });
}

void main();
