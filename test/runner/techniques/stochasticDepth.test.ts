import assert from 'node:assert/strict';
import type { Engine } from '../../../runner/engine/contract';
import { buildModel } from '../../../runner/models';
import { createNetworkStage } from '../../../runner/techniques';
import { buildTimeout, embeddedEngine } from '../engine/wasm/embedded';

const shape = { classes: 7, seed: 3, inputShape: [48, 48, 1] as [number, number, number] };
const trained = { weights: 'random', dropout: 0, l2: 0 } as const;
const networks = [
  { model: { type: 'resnet18', width: 8, dropout: 0, l2: 0 }, blocks: 8 },
  { model: { type: 'lightCnn', dropout: 0, l2: 0 }, blocks: 4 },
  { model: { type: 'resnet50', inputSize: 32, ...trained }, blocks: 16 },
  { model: { type: 'efficientnetLite0', inputSize: 32, ...trained }, blocks: 9 },
] as const;

describe('stochastic depth', function () {
  let engine: Engine;
  before(async function () {
    this.timeout(buildTimeout);
    engine = await embeddedEngine();
  });
  const build = (model: (typeof networks)[number]['model'], survival?: number) =>
    buildModel(engine.tf, model, { ...shape, ...(survival !== undefined && { survival }) });

  for (const { model, blocks } of networks) {
    it(`falls evenly to that of the last of ${blocks} branches, and draws no other weights: ${model.type}`, () => {
      const [plain, deep] = [build(model), build(model, 0.6)];
      const of = (name: string) =>
        deep.layers
          .filter((layer) => layer.getClassName() === name && /_(survival|expectation)$/.test(layer.name))
          .map((layer) => layer.getConfig());
      const kept = of('Dropout').map(({ rate }) => 1 - Number(rate));
      assert.equal(kept.length, blocks);
      kept.forEach((share, i) => assert.ok(Math.abs(share - (1 - ((i + 1) / blocks) * 0.4)) < 1e-12, `block ${i + 1}`));
      of('Rescaling').forEach(({ scale }, i) => assert.ok(Math.abs(Number(scale) - kept[i]!) < 1e-12));
      assert.ok(Math.abs(kept.at(-1)! - 0.6) < 1e-12);
      assert.equal(plain.layers.length + 2 * blocks, deep.layers.length);
      // Branches are deeper than shortcuts now, so layers have another order.
      for (const layer of plain.layers) {
        const own = layer.weights.map((weight) => weight.read().dataSync());
        assert.deepEqual(
          deep.getLayer(layer.name).weights.map((weight) => weight.read().dataSync()),
          own,
          layer.name,
        );
      }
      plain.dispose();
      deep.dispose();
    }).timeout(60_000);
  }

  it('is what the setting says, and nothing without it', () => {
    assert.deepEqual(createNetworkStage({ techniques: { stochasticDepth: { survival: 0.7 } } }), { survival: 0.7 });
    assert.equal(createNetworkStage({ techniques: {} }), undefined);
  });
});
