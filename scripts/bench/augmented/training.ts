/**
 * Child process: training steps with augmentation and without, by turns, like those of a run: a batch is prepared, then
 * trained on. Arguments: engine, model, batch size, pairs of steps, augmentation as JSON. Prints the times as JSON.
 */
import { resolveModel, resolveTraining } from '../../../experiment/defaults';
import type { ResolvedAugmentation, ResolvedExperiment } from '../../../experiment/types';
import type { Dataset } from '../../../runner/data/dataset';
import { engineProviders } from '../../../runner/engine';
import { buildModel } from '../../../runner/models';
import { createPixelPipeline } from '../../../runner/techniques';
import { BatchSource, imageInput } from '../../../runner/train/batches';
import { createOptimizer } from '../../../runner/train/optimizers';
import { TrainStep, trainableVariables } from '../../../runner/train/step';
import { classes, noiseBatch, size, type StepTime } from '../training/case';
import { replicate } from '../../../runner/parallel';

/** The first steps plan and allocate; they are not counted. */
const warmUp = 2;

export interface TrainingTimes {
  readonly with: readonly StepTime[];
  readonly without: readonly StepTime[];
}

async function main(): Promise<void> {
  const [engineId, model, batchSize, pairs, augmentation] = process.argv.slice(2) as string[];
  const batch = Number(batchSize);
  const steps = warmUp + Number(pairs);
  const dataset = noiseDataset(batch * steps);
  const settings = JSON.parse(augmentation!) as ResolvedAugmentation;
  const source = (techniques: ResolvedExperiment['techniques']) =>
    new BatchSource(dataset, 1, batch, {
      input: imageInput(dataset, createPixelPipeline({ techniques }, dataset)),
      labels: [],
      weightOf: () => 1,
    });
  const sources = { with: source({ augmentation: settings }), without: source({}) };
  const step = await trainStep(engineId!, model as ResolvedExperiment['model']['type'], batch);
  const times: { with: StepTime[]; without: StepTime[] } = { with: [], without: [] };
  for (let turn = 1; turn <= steps; turn++) {
    for (const kind of turn % 2 === 0 ? (['with', 'without'] as const) : (['without', 'with'] as const)) {
      const cpu = process.cpuUsage();
      const start = performance.now();
      await step(sources[kind].batch(1, turn));
      const wall = (performance.now() - start) / 1000;
      const { user, system } = process.cpuUsage(cpu);
      if (turn > warmUp) times[kind].push({ wall, cpu: (user + system) / 1e6 });
    }
  }
  console.log(`\n${JSON.stringify(times satisfies TrainingTimes)}`);
  process.exit(0);
}

function noiseDataset(count: number): Dataset {
  const { images, targets } = noiseBatch(count);
  return {
    width: size,
    height: size,
    channels: 1,
    classNames: Array.from({ length: classes }, (_, i) => String(i)),
    pixels: Uint8Array.from(images, (value) => 255 * value),
    targets,
    labels: Uint8Array.from({ length: count }, (_, i) => i % classes),
    splits: {
      train: Uint32Array.from({ length: count }, (_, i) => i),
      validation: new Uint32Array(0),
      test: new Uint32Array(0),
    },
  } as Partial<Dataset> as Dataset;
}

/** @returns a function that trains one step and waits until its loss has been read */
async function trainStep(engineId: string, type: ResolvedExperiment['model']['type'], batchSize: number) {
  const provider = engineProviders.find(({ id }) => id === engineId);
  if (!provider) throw new Error(`There is no engine ${engineId}.`);
  const engine = await provider.create({ batchSize });
  const settings = resolveModel({ type });
  const shape = { classes, seed: 1, inputShape: [size, size, 1] } as const;
  const { optimizer } = resolveTraining({ epochs: 1 }, settings, false);
  const model = buildModel(engine.tf, settings, shape);
  const replicas = await replicate(engine, model, {
    model: settings,
    shape,
    optimizer,
    rule: 'distribution',
    techniques: {},
    classCounts: [],
  });
  const own = new TrainStep(
    engine,
    model,
    createOptimizer(engine, optimizer, trainableVariables(model)),
    'distribution',
  );
  const step = replicas?.share(own) ?? own;
  let seed = 0;
  return async (batch: Parameters<TrainStep['run']>[0]) => {
    const { loss, correct } = await step.run(batch, seed++, 1e-3);
    await loss.data();
    engine.tf.dispose([loss, correct]);
  };
}

void main();
