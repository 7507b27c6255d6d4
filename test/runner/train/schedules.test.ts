import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ResolvedSchedule } from '../../../experiment/types';
import { createSchedule, type Schedule } from '../../../runner/train/schedules';
import keras from '../../fixtures/keras/callbacks.json';

const span = { epochs: 10, stepsPerEpoch: 4, learningRate: 0.1 };
const near = (actual: number, expected: number, tolerance = 1e-12) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual}, expected ${expected}`);
/** Rate at the first step of every epoch. */
const epochRates = (schedule: Schedule) => Array.from({ length: span.epochs }, (_, epoch) => schedule.rate(epoch, 0));

describe('learning rate schedules', () => {
  it('constant stays', () => {
    const rates = epochRates(createSchedule({ type: 'constant', warmupEpochs: 0 }, span));
    assert.deepEqual(rates, new Array(10).fill(0.1));
  });

  it('step multiplies every so many epochs', () => {
    const rates = epochRates(createSchedule({ type: 'step', every: 4, factor: 0.5, warmupEpochs: 0 }, span));
    assert.deepEqual(rates, [0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.025, 0.025]);
  });

  it('cosine is ½(1 + cos πt) of the way from its minimum, step by step', () => {
    const schedule = createSchedule({ type: 'cosine', minimum: 0.02, warmupEpochs: 0 }, span);
    near(schedule.rate(0, 0), 0.1);
    // t = 2.5 / 10, cos(π/4) = √½
    near(schedule.rate(2, 2), 0.02 + 0.04 * (1 + Math.SQRT1_2));
    near(schedule.rate(5, 0), 0.06);
    near(schedule.rate(7, 2), 0.02 + 0.04 * (1 - Math.SQRT1_2));
    near(schedule.rate(10, 0), 0.02);
  });

  it('cosine starts when warm-up ends', () => {
    const schedule = createSchedule({ type: 'cosine', minimum: 0, warmupEpochs: 2 }, span);
    assert.equal(schedule.rate(0, 0), 0);
    near(schedule.rate(1, 0), 0.05);
    near(schedule.rate(2, 0), 0.1);
    near(schedule.rate(6, 0), 0.05);
    near(schedule.rate(10, 0), 0);
  });

  it('cosine that only warms up never falls', () => {
    const schedule = createSchedule({ type: 'cosine', minimum: 0, warmupEpochs: 10 }, span);
    near(schedule.rate(9, 3), 0.1 * (39 / 40));
    near(schedule.rate(10, 0), 0.1);
  });

  it('one cycle rises to its rate and falls far below its start, as PyTorch’s OneCycleLR', () => {
    const config = { type: 'oneCycle', rise: 0.3, startDivisor: 25, endDivisor: 10_000 } as const;
    const schedule = createSchedule(config, span);
    const at = (step: number) => schedule.rate(Math.floor(step / 4), step % 4);
    // 40 steps: the top is at step 0.3 · 40 − 1, the last one is 39.
    near(at(0), 0.1 / 25);
    near(at(11), 0.1);
    near(at(39), 0.1 / 25 / 10_000);
    near(at(25), (0.1 + 0.1 / 25 / 10_000) / 2, 1e-12);
    // cos(π · 4/11) of the way up, by hand.
    near(at(4), 0.1 + ((0.004 - 0.1) * (1 + Math.cos((Math.PI * 4) / 11))) / 2);
    const rates = Array.from({ length: 40 }, (_, step) => at(step));
    assert.deepEqual(rates.map((rate, i) => i > 0 && Math.sign(rate - rates[i - 1]!)).slice(1), [
      ...new Array<number>(11).fill(1),
      ...new Array<number>(28).fill(-1),
    ]);
  });

  it('warms up in a straight line from 0 over fractions of epochs, step by step', () => {
    const schedule = createSchedule({ type: 'constant', warmupEpochs: 1.5 }, span);
    const rates = [0, 1, 2, 3, 4, 5, 6, 7].map((step) => schedule.rate(Math.floor(step / 4), step % 4));
    const expected = [0, 1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6, 1, 1].map((share) => 0.1 * share);
    rates.forEach((rate, i) => near(rate, expected[i]!));
  });

  it('step and plateau drop while warming up too', () => {
    const step = createSchedule({ type: 'step', every: 1, factor: 0.5, warmupEpochs: 4 }, span);
    near(step.rate(2, 0), 0.1 * 0.25 * 0.5);
    const plateau = createSchedule(
      { type: 'plateau', factor: 0.5, patience: 1, minDelta: 0, cooldown: 0, minimum: 0, warmupEpochs: 4 },
      span,
    );
    plateau.epochEnded(1);
    plateau.epochEnded(1);
    near(plateau.rate(2, 0), 0.1 * 0.5 * 0.5);
  });

  for (const { config, rates } of keras.plateau) {
    const plateau: ResolvedSchedule = { type: 'plateau', warmupEpochs: 0, ...config };

    it(`plateau is Keras's with ${JSON.stringify(config)}`, () => {
      const schedule = createSchedule(plateau, { ...span, learningRate: keras.learningRate });
      keras.validationLoss.forEach((loss, epoch) => {
        schedule.epochEnded(loss);
        // Keras keeps the rate in single precision.
        near(schedule.rate(epoch + 1, 0), rates[epoch]!, rates[epoch]! * 1e-6);
      });
    });

    it(`plateau goes on from any epoch with ${JSON.stringify(config)}`, () => {
      fc.assert(
        fc.property(fc.nat(keras.validationLoss.length), (epochs) => {
          const schedule = createSchedule(plateau, { ...span, learningRate: keras.learningRate });
          keras.validationLoss.slice(0, epochs).forEach((loss) => schedule.epochEnded(loss));
          const resumed = createSchedule(plateau, { ...span, learningRate: keras.learningRate });
          resumed.restore(JSON.parse(JSON.stringify(schedule.state())) as ReturnType<Schedule['state']>);
          for (const loss of keras.validationLoss.slice(epochs)) {
            schedule.epochEnded(loss);
            resumed.epochEnded(loss);
            assert.equal(resumed.rate(0, 0), schedule.rate(0, 0));
          }
        }),
      );
    });
  }
});
