/** Child process: one of the product's own engines, with its optimizer and training step. Arguments: case, engine. */
import { resolveTraining } from '../../../experiment/defaults';
import { engineProviders } from '../../../runner/engine';
import { predict } from '../../../runner/evaluate/predict';
import { buildModel } from '../../../runner/models';
import { createOptimizer } from '../../../runner/train/optimizers';
import { TrainStep, trainableVariables } from '../../../runner/train/step';
import { batchesPerStep, classes, givenCase, noiseBatch, serve, size, worksOf } from './case';
import { replicate } from '../../../runner/parallel';

async function main(): Promise<void> {
  const given = givenCase();
  const { settings, batchSize } = given;
  const provider = engineProviders.find(({ id }) => id === process.argv[3]);
  if (!provider) throw new Error(`There is no engine ${process.argv[3]}.`);
  const engine = await provider.create({ batchSize });
  const { tf } = engine;
  const shape = { classes, seed: 1, inputShape: [size, size, 1] } as const;
  const { optimizer: adam } = resolveTraining({ epochs: 1 }, settings, false);
  const model = buildModel(tf, settings, shape);
  const plain = { optimizer: adam, rule: 'distribution', techniques: {}, classCounts: [] } as const;
  const plan = { model: settings, shape, ...plain };
  const replicas = await replicate(engine, model, plan);
  const startTraining = () => {
    const own = new TrainStep(engine, model, createOptimizer(engine, adam, trainableVariables(model)), plan.rule);
    return replicas?.share(own) ?? own;
  };
  const step = worksOf(given).includes('train') ? startTraining() : undefined;
  const { images, targets } = noiseBatch(batchSize);
  const weights = new Float32Array(batchSize).fill(1);
  const batch = { count: batchSize, images, targets, weights };
  const dataset = {
    width: size,
    height: size,
    classNames: Array.from({ length: classes }, (_, i) => String(i)),
    pixels: Uint8Array.from(images, (value) => 255 * value),
  };
  const indices = Uint32Array.from({ length: batchesPerStep(given).predict * batchSize }, (_, i) => i % batchSize);
  let seed = 0;
  await serve({
    async train() {
      const { loss, correct } = await step!.run(batch, seed++, 1e-3);
      loss.dataSync();
      tf.dispose([loss, correct]);
    },
    async predict() {
      await predict(engine, model, dataset, indices, { batchSize, replicas });
    },
  });
}

void main();
