import assert from 'node:assert/strict';
import type { LayersModel } from '@tensorflow/tfjs';
import type { ResolvedTraining } from '../../../experiment/types';
import { BestEpoch } from '../../../runner/train/callbacks/bestEpoch';
import { Checkpoints } from '../../../runner/train/callbacks/checkpoints';
import { EarlyStopping } from '../../../runner/train/callbacks/earlyStopping';
import { ProgressEvents } from '../../../runner/train/callbacks/progressEvents';
import type { EndedEpoch } from '../../../runner/train/callbacks/callback';
import keras from '../../fixtures/keras/callbacks.json';
import { buildTimeout, embeddedEngine } from '../engine/wasm/embedded';
import type { TrainingState } from '../../../runner/train/state';
import { readWeights } from '../../../runner/train/tensorStore';

type Config = NonNullable<ResolvedTraining['earlyStopping']>;

const metrics = keras.validationLoss.map((validationLoss, index) => ({
  ...{ epoch: index + 1, loss: 1, accuracy: 0.5, validationLoss },
  validationAccuracy: keras.validationAccuracy[index]!,
}));

/** Epochs until it stops; null when it does not. */
function epochsRun(create: () => EarlyStopping, resume: boolean): number | null {
  let stopping = create();
  for (const [epoch, one] of metrics.entries()) {
    if (stopping.epochEnded({ metrics: one })) return epoch + 1;
    if (resume) {
      const state = JSON.parse(JSON.stringify(stopping.state())) as TrainingState;
      stopping = create();
      stopping.restore(state);
    }
  }
  return null;
}

describe('early stopping', () => {
  for (const { config, epochs } of keras.earlyStopping) {
    it(`stops after ${epochs ?? 'no'} epochs as Keras does with ${JSON.stringify(config)}`, () => {
      assert.equal(
        epochsRun(() => new EarlyStopping(config as Config), false),
        epochs,
      );
    });

    it(`does so when resumed after every epoch with ${JSON.stringify(config)}`, () => {
      assert.equal(
        epochsRun(() => new EarlyStopping(config as Config), true),
        epochs,
      );
    });
  }
});

const ended = (index: number, best: boolean): EndedEpoch => ({
  ...{ metrics: metrics[index]!, best, examples: 8, trainingSeconds: 2, seconds: 3 },
});

describe('the best epoch', () => {
  it('is kept with its weights, and stored apart only where the model has others', async () => {
    const { tf } = await embeddedEngine();
    const model: LayersModel = tf.sequential({
      layers: [tf.layers.dense({ units: 1, inputShape: [1], useBias: false })],
    });
    const evaluated = { differ: false, read: () => readWeights(model) };
    const callback = new BestEpoch('validationLoss', evaluated, undefined, undefined);
    const set = (value: number) => model.setWeights([tf.tensor2d([[value]])]);
    const state = (finishedEpochs: number, stepsDone = 0) => ({ finishedEpochs, stepsDone }) as TrainingState;
    assert.ok(callback.isBetter(metrics[0]!));
    assert.deepEqual([callback.state(), callback.tensors(state(0))], [{}, {}]);
    set(3);
    await callback.epochEnded(ended(0, true));
    set(5);
    await callback.epochEnded(ended(1, false));
    assert.deepEqual(callback.state(), { best: metrics[0] });
    assert.equal(callback.isBetter({ ...metrics[0]! }), false);
    assert.deepEqual(callback.tensors(state(1)), {});
    for (const position of [state(2), state(1, 4)]) {
      assert.deepEqual([...callback.tensors(position)['best']![0]!.values], [3]);
    }
    model.dispose();
  }).timeout(buildTimeout);
});

describe('checkpoints', () => {
  const written: string[] = [];
  const callback = (reads: 'images' | 'features', isOver: boolean): Checkpoints =>
    new Checkpoints({
      step: { parts: 1, reads },
      isOver: () => isOver,
      save: async () => void written.push('saved'),
      improved: async ({ epoch }) => void written.push(`improved ${epoch}`),
    });
  beforeEach(() => written.splice(0));

  it('are written after each epoch, and the model of the best one then', async () => {
    const checkpoints = callback('images', false);
    await checkpoints.epochEnded(ended(0, true));
    await checkpoints.epochEnded(ended(1, false));
    assert.deepEqual(written, ['saved', 'improved 1', 'saved']);
  });

  it('on kept features wait for the end of the stage, as far as a person notices', async () => {
    await callback('features', false).epochEnded(ended(0, true));
    assert.deepEqual(written, []);
    await callback('features', true).epochEnded(ended(0, true));
    assert.deepEqual(written, ['saved', 'improved 1']);
  });
});

describe('events of the progress', () => {
  it('come with the first and the last step, and with the epoch', async () => {
    const events: { type: string; step?: number; learningRate?: number; imagesPerSecond?: number }[] = [];
    const tf = { memory: () => ({ numTensors: 7, numBytes: 28 }) } as ConstructorParameters<
      typeof ProgressEvents
    >[0]['tf'];
    const callback = new ProgressEvents({
      tf,
      stage: 2,
      emit: (event) => events.push(event),
      lastRate: (epoch) => epoch / 10,
    });
    const read = async () => ({ loss: 1, accuracy: 0.5 });
    callback.epochBegan();
    for (const step of [3, 4, 5]) {
      await callback.stepEnded({ epoch: 1, step, examples: 4, learningRate: 0.1, last: step === 5, read });
    }
    callback.epochEnded(ended(0, true));
    // The middle one comes only where it took long.
    const steps = events.map(({ type, step }) => `${type} ${step ?? ''}`).filter((each) => each !== 'batch 4');
    assert.deepEqual(steps, ['batch 3', 'batch 5', 'epoch ']);
    const epoch = events.at(-1);
    assert.deepEqual([epoch!.learningRate, epoch!.imagesPerSecond], [0.1, 4]);
  });
});
