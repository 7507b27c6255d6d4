/** What a training step counts as right, beside answers that are counted in plain JavaScript from the same network. */
import assert from 'node:assert/strict';
import type { Engine, TargetRule } from '../../../runner/engine/contract';
import { rightClasses } from '../../../runner/train/loss';
import { TrainStep } from '../../../runner/train/step';
import { onBothEngines } from '../explain/engines';
import { uniformValues } from './kernelCases';

const classes = 7;
const pixels = 9;
const count = 61;

/** Rows of the product of two matrices. */
function logitsOf(images: Float32Array, kernel: Float32Array): number[][] {
  return Array.from({ length: count }, (_, row) =>
    Array.from({ length: classes }, (__, c) => {
      let sum = 0;
      for (let i = 0; i < pixels; i++) sum += images[row * pixels + i]! * kernel[i * classes + c]!;
      return sum;
    }),
  );
}

onBothEngines('the accuracy of a training step', (engine: () => Engine) => {
  for (const rule of ['distribution', 'bestAccepted'] as const satisfies readonly TargetRule[]) {
    it(`is the share of answers that are right, by ${rule}`, async () => {
      const { tf } = engine();
      const kernel = uniformValues(pixels * classes, 3);
      const model = tf.sequential({
        layers: [
          tf.layers.flatten({ inputShape: [3, 3, 1] }),
          tf.layers.dense({ units: classes, useBias: false }),
          tf.layers.activation({ activation: 'softmax' }),
        ],
      });
      model.layers[1]!.setWeights([tf.tensor(kernel, [pixels, classes])]);
      const images = uniformValues(count * pixels, 4);
      const targets = new Float32Array(count * classes);
      for (let row = 0; row < count; row++) {
        targets[row * classes + (row % classes)] = rule === 'distribution' ? 1 : 0.5;
        if (rule === 'bestAccepted') targets[row * classes + ((row + 2) % classes)] = 0.5;
      }
      const step = new TrainStep(engine(), model, { apply: () => undefined }, rule);
      const batch = { count, images, targets, weights: new Float32Array(count).fill(1) };
      const { loss, correct } = await step.run(batch, 1, 0);
      const right = rightClasses(targets, classes);
      const expected = logitsOf(images, kernel).filter((row, i) => {
        const best = row.indexOf(Math.max(...row));
        return right[i * classes + best] === 1;
      }).length;
      assert.ok(expected > 3 && expected < count - 3, `${expected} of ${count} say nothing`);
      assert.equal(correct.dataSync()[0], expected);
      tf.dispose([loss, correct]);
      step.dispose();
      model.dispose();
    });
  }
});
