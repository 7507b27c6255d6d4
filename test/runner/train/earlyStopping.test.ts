import assert from 'node:assert/strict';
import { createEarlyStopping, type EarlyStopping, type EarlyStoppingState } from '../../../runner/train/earlyStopping';
import keras from '../../fixtures/keras/callbacks.json';

type Config = Parameters<typeof createEarlyStopping>[0];

const metrics = keras.validationLoss.map((validationLoss, epoch) => ({
  validationLoss,
  validationAccuracy: keras.validationAccuracy[epoch]!,
}));

/** Epochs until it stops; null when it does not. */
function epochsRun(create: () => EarlyStopping, resume: boolean): number | null {
  let stopping = create();
  for (const [epoch, one] of metrics.entries()) {
    if (stopping.epochEnded(one)) return epoch + 1;
    if (resume) {
      const state = JSON.parse(JSON.stringify(stopping.state())) as EarlyStoppingState;
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
        epochsRun(() => createEarlyStopping(config as Config), false),
        epochs,
      );
    });

    it(`does so when resumed after every epoch with ${JSON.stringify(config)}`, () => {
      assert.equal(
        epochsRun(() => createEarlyStopping(config as Config), true),
        epochs,
      );
    });
  }
});
