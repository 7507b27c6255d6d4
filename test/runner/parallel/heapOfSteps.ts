/** `heapOfSteps.ts <model> <images>`: prints the estimated bytes of heap for training steps, and those taken. */
import { resolveModel } from '../../../experiment/defaults';
import { startCore } from '../../../runner/engine/wasm/core';
import { trainingBytes } from '../../../runner/parallel/memory';
import { buildModel } from '../../../runner/models';
import type { ModelConfig } from '../../../schemas/generated/experiment';
import { createOptimizer } from '../../../runner/train/optimizers';
import { TrainStep, trainableVariables } from '../../../runner/train/step';

async function main(type: ModelConfig['type'], count: number): Promise<void> {
  const { engine, context } = await startCore();
  const model = buildModel(engine.tf, resolveModel({ type, dropout: 0.25, l2: 0.01 }), {
    classes: 7,
    seed: 1,
    inputShape: [48, 48, 1],
  });
  const adam = { type: 'adam', learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;
  const step = new TrainStep(engine, model, createOptimizer(engine, adam, trainableVariables(model)), 'distribution');
  const batch = {
    count,
    images: new Float32Array(count * 48 * 48).fill(0.5),
    targets: new Float32Array(count * 7).fill(1 / 7),
    weights: new Float32Array(count).fill(1),
  };
  for (let i = 0; i < 3; i++) {
    const { loss, correct } = step.run(batch, i, 1e-3);
    engine.tf.dispose([loss, correct]);
  }
  console.log(trainingBytes(model)(count), context.heap.memory.buffer.byteLength);
}

void main(process.argv[2] as ModelConfig['type'], Number(process.argv[3]));
