import assert from 'node:assert/strict';
import { expectedGradients, integratedGradients } from '../../../runner/explain/pathGradients';
import { Random } from '../../../runner/random';
import { assertClose } from '../engine/kernelCases';
import { dispose, kinkedModel, linearModel, onBothEngines, randomFaces } from './engines';

const gap = ({ sum, expected }: { sum: number; expected: number }) => Math.abs(sum - expected);

onBothEngines('integrated gradients', (engine) => {
  const face = randomFaces(1, 1);
  const black = new Float32Array(36);

  it('of a linear network are weight times difference, whatever the steps', async () => {
    const { model, weights } = linearModel(engine().tf);
    const baseline = randomFaces(1, 2);
    for (const steps of [1, 7]) {
      const { values, sum, expected } = await integratedGradients({ model, face, target: 1 }, baseline, steps);
      assertClose(
        values,
        weights.map((weight, i) => weight * (face[i]! - baseline[i]!)),
        1e-5,
        `${steps} steps`,
      );
      assert.ok(Math.abs(sum - expected) < 1e-5);
    }
    dispose(model);
  });

  it('add up to the difference of the logits, the more closely the more steps', async () => {
    const model = kinkedModel(engine().tf);
    const logits = await model.logits(Float32Array.of(...face, ...black));
    for (const target of [0, 1, 2]) {
      const difference = logits[target]! - logits[3 + target]!;
      const gaps: number[] = [];
      for (const steps of [1, 16, 1024]) {
        const found = await integratedGradients({ model, face, target }, black, steps);
        assert.ok(Math.abs(found.expected - difference) < 1e-4 * Math.abs(difference), 'expected');
        assert.ok(Math.abs(found.values.reduce((sum, value) => sum + value, 0) - found.sum) < 1e-4, 'sum');
        gaps.push(gap(found) / found.values.reduce((sum, value) => sum + Math.abs(value), 0));
      }
      assert.ok(gaps[0]! > gaps[1]! && gaps[1]! > gaps[2]! && gaps[2]! < 1e-3, gaps.join(', '));
    }
    dispose(model);
  });

  it('tell how far they are', async () => {
    const { model } = linearModel(engine().tf);
    const told: number[][] = [];
    await integratedGradients({ model, face, target: 0, onProgress: (...done) => told.push(done) }, black, 100);
    assert.deepEqual(told, [
      [64, 100],
      [100, 100],
    ]);
    dispose(model);
  });
});

onBothEngines('expected gradients', (engine) => {
  const face = randomFaces(1, 1);
  const training = randomFaces(20, 11);
  const draw = (random: Random) => {
    const example = random.integer(20);
    return training.slice(36 * example, 36 * (example + 1));
  };

  it('add up to the logit less its mean over the training faces', async () => {
    const model = kinkedModel(engine().tf);
    const logits = await model.logits(Float32Array.of(...face, ...training));
    const mean = Array.from({ length: 20 }, (_, i) => logits[3 * (i + 1) + 1]!).reduce((sum, one) => sum + one) / 20;
    const found = await expectedGradients({ model, face, target: 1 }, draw, new Random(4, 'test'), 4000);
    const difference = logits[1]! - mean;
    assert.ok(Math.abs(found.sum - difference) < 0.05 * Math.abs(difference), `${found.sum}, expected ${difference}`);
    assert.ok(gap(found) < 0.02 * Math.abs(difference));
    dispose(model);
  });

  it('are the same for the same random numbers', async () => {
    const { model } = linearModel(engine().tf);
    const found = (seed: number) => expectedGradients({ model, face, target: 1 }, draw, new Random(seed, 'test'), 20);
    assert.deepEqual(await found(1), await found(1));
    assert.notDeepEqual((await found(2)).values, (await found(1)).values);
    dispose(model);
  });
});
