/** Losses, gradients and updates of techniques that every engine must compute, against TensorFlow's own derivatives, Keras and PyTorch. */
import assert from 'node:assert/strict';
import type {
  NamedTensorMap,
  Rank,
  Scalar,
  SymbolicTensor,
  Tensor,
  Tensor1D,
  Tensor2D,
  Variable,
} from '@tensorflow/tfjs';
import type { ResolvedTechniques } from '../../../experiment/types';
import { createGradientStage, createImportanceStage, createLoss, createTeacherStage } from '../../../runner/techniques';
import { depthOf, FunctionalLayers } from '../../../runner/models/functional';
import { InitialWeights } from '../../../runner/models/initialWeights';
import { ImportanceUnit } from '../../../runner/train/importanceUnit';
import { createOptimizer } from '../../../runner/train/optimizers';
import type { Engine } from '../../../runner/engine/contract';
import { crossEntropy } from '../../../runner/train/loss';
import cured from '../../fixtures/pytorch/self-cure.json';
import taught from '../../fixtures/pytorch/distillation.json';
import reference from '../../fixtures/keras/techniques.json';
import { assertClose } from './kernelCases';

const { rows, classes } = reference;

/** @param of the engine, called once the suite's `before` hooks ran */
export function techniqueCases(of: () => Engine): void {
  const lossOf = (techniques: ResolvedTechniques) =>
    createLoss({ techniques }, of().crossEntropy, { tf: of().tf, classCounts: reference.counts });

  for (const { technique, settings, value, slope } of reference.losses) {
    it(`${technique} ${JSON.stringify(settings)}: value and gradient of hard, soft and mixed labels`, () => {
      const { tf } = of();
      const before = tf.memory().numTensors;
      tf.tidy(() => {
        const found = lossOf({ [technique]: settings })(
          tf.tensor2d(reference.logits),
          tf.tensor2d(reference.targets),
          tf.tensor1d(reference.weights),
        );
        assert.deepEqual([found.value.shape, found.slope.shape], [[], [rows, classes]]);
        assertClose(found.value.dataSync(), [value], 2e-6, 'the loss');
        assertClose(found.slope.dataSync(), slope.flat(), 2e-6, 'the gradient');
      });
      assert.equal(tf.memory().numTensors, before, 'a tensor is left over');
    });
  }

  for (const { temperature, weight, value, slope } of taught.cases) {
    it(`distillation at temperature ${temperature} with weight ${weight} is PyTorch’s, with its gradient`, () => {
      const { tf, crossEntropy: plain } = of();
      const before = tf.memory().numTensors;
      tf.tidy(() => {
        const settings = { from: { run: 'r' }, temperature, weight };
        const combine = createTeacherStage({ techniques: { distillation: settings } }, tf)!;
        const [targets, weights] = [tf.tensor2d(taught.targets), tf.tensor1d(taught.weights)];
        const found = tf.valueAndGrad((logits) => {
          const loss = crossEntropy({ tf, crossEntropy: plain }, logits as Tensor2D, targets, weights);
          return combine(loss, logits as Tensor2D, tf.tensor2d(taught.teacher), weights);
        })(tf.tensor2d(taught.logits));
        assertClose(found.value.dataSync(), [value], 1e-5 * Math.max(1, value), 'the loss');
        assertClose(found.grad.dataSync(), slope.flat(), 2e-5, 'the gradient');
      });
      assert.equal(tf.memory().numTensors, before, 'a tensor is left over');
    });
  }

  for (const { settings, value, penalty, slopes, labels } of cured.cases) {
    it(`selfCure ${JSON.stringify(settings)}: loss, gradients and new labels are PyTorch’s`, () => {
      const { tf, crossEntropy: plain } = of();
      const before = tf.memory().numTensors;
      const [inputs, classes] = [cured.kernel.length, cured.bias.length];
      const pictures = tf.input({ shape: [inputs] });
      const dense = tf.layers.dense({ units: classes }).apply(pictures) as SymbolicTensor;
      const outputs = tf.layers.activation({ activation: 'softmax' }).apply(dense) as SymbolicTensor;
      const model = tf.model({ inputs: pictures, outputs });
      const unit = new ImportanceUnit(tf, model, 1);
      unit.restore([
        { name: 'kernel', shape: [inputs, 1], values: Float32Array.from(cured.unitKernel.flat()) },
        { name: 'bias', shape: [1], values: Float32Array.from(cured.unitBias) },
      ]);
      const { weigh, relabel } = createImportanceStage({ techniques: { selfCure: settings } }, tf)!;
      const given = [cured.features, cured.kernel, cured.bias].map((values) =>
        tf.tidy(() => tf.variable(tf.tensor(values))),
      );
      const [features, kernel, bias] = given as [Variable, Variable, Variable];
      let found: { penalty: number; labels: number[] } | undefined;
      const { value: loss, grads } = tf.variableGrads(() => {
        const logits = tf.add<Tensor2D>(tf.matMul(features as Tensor2D, kernel as Tensor2D), bias);
        const importances = unit.importances(features as Tensor2D);
        const weighed = weigh(importances, logits);
        const [trust, scaled] = [importances.dataSync<'float32'>(), weighed.logits.dataSync<'float32'>()];
        const changed = relabel(trust, scaled, Float32Array.from(cured.targets.flat()));
        found = { penalty: weighed.penalty.dataSync()[0]!, labels: [...changed] };
        const weights = tf.ones<Rank.R1>([cured.features.length]);
        const ofLabels = crossEntropy({ tf, crossEntropy: plain }, weighed.logits, tf.tensor2d(cured.targets), weights);
        return tf.add<Scalar>(ofLabels, weighed.penalty);
      }, [...given, ...unit.variables]);
      assertClose(loss.dataSync(), [value], 1e-5, 'the loss');
      assertClose([found!.penalty], [penalty], 1e-6, 'the penalty');
      assert.deepEqual(found!.labels, labels);
      [...given, ...unit.variables].forEach((variable, i) =>
        assertClose(grads[variable.name]!.dataSync(), slopes[i]!.flat(), 2e-5, `gradient ${i}`),
      );
      tf.dispose([loss, grads, given]);
      unit.dispose();
      model.dispose();
      assert.equal(tf.memory().numTensors, before, 'a tensor is left over');
    });
  }

  it('stochastic depth keeps or drops a branch for all faces of a step, and evaluation expects it', () => {
    const { tf } = of();
    // Two blocks, x + 2 x each: the first survives with 3/4, the second with 1/2.
    const net = new FunctionalLayers(tf, new InitialWeights(tf, 1), {
      ...{ normalisation: { momentum: 0.9, epsilon: 1e-3 }, useBias: false, l2: 0 },
      ...depthOf(2, 0.5),
    });
    const input = tf.input({ shape: [2, 2, 3] });
    const double = (x: SymbolicTensor, name: string) => net.add(tf.layers.rescaling({ name, scale: 2 }), x);
    const first = net.residual('a', input, double(input, 'a_branch'));
    const model = tf.model({ inputs: input, outputs: net.residual('b', first, double(first, 'b_branch')) });
    const faces = tf.ones([4, 2, 2, 3]);
    const run = (training: boolean) =>
      tf.tidy(() => [...new Set((model.apply(faces, { training }) as Tensor).dataSync())]);
    const counts = new Map<number, number>();
    const steps = 400;
    for (let seed = 0; seed < steps; seed++) {
      of().beginStep(Math.imul(seed + 1, 0x9e3779b1) >>> 0);
      const values = run(true);
      assert.equal(values.length, 1, 'a branch is dropped for some faces only');
      const value = Math.round(values[0]! * 1e4) / 1e4;
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    // 3 for each branch that survives: 1, 3 (one of them) or 9. Each share within four standard errors.
    const expected = { 1: 1 / 8, 3: 1 / 2, 9: 3 / 8 };
    assert.deepEqual([...counts.keys()].sort(), [1, 3, 9]);
    for (const [value, share] of Object.entries(expected)) {
      const found = counts.get(Number(value))! / steps;
      assert.ok(Math.abs(found - share) < 4 * Math.sqrt((share * (1 - share)) / steps), `${value}: ${found}`);
    }
    // (1 + 3/4 · 2) (1 + 1/2 · 2)
    assertClose(run(false), [5], 1e-6, 'the evaluation');
    faces.dispose();
    model.dispose();
  });

  it('focalLoss is that of Keras on hard labels', () => {
    const { tf } = of();
    const value = tf.tidy(() => {
      const [logits, hard] = [tf.tensor2d(reference.logits), tf.tensor2d(reference.hard)];
      return lossOf({ focalLoss: { gamma: 2 } })(logits, hard, tf.ones([rows])).value.dataSync()[0]!;
    });
    assertClose([value], [reference.kerasFocal], 2e-6, 'the loss');
  });

  it('losses with settings that change nothing are plain cross-entropy, also one on top of another', () => {
    const { tf } = of();
    tf.tidy(() => {
      const inputs: [Tensor2D, Tensor2D, Tensor1D] = [
        tf.tensor2d(reference.logits),
        tf.tensor2d(reference.targets),
        tf.tensor1d(reference.weights),
      ];
      const plain = of().crossEntropy(...inputs);
      const changed = lossOf({ classBalancedLoss: { beta: 0 }, focalLoss: { gamma: 0 }, logitAdjustment: { tau: 0 } });
      const { value, slope } = changed(...inputs);
      assertClose(value.dataSync(), plain.value.dataSync(), 2e-6, 'the loss');
      assertClose(slope.dataSync(), plain.slope.dataSync(), 2e-6, 'the gradient');
    });
  });

  it('focalLoss stays finite where the network is certain, right or wrong', () => {
    const { tf } = of();
    tf.tidy(() => {
      for (const gamma of [0.5, 2]) {
        const { value, slope } = lossOf({ focalLoss: { gamma } })(
          tf.tensor2d([
            [80, 0, 0],
            [0, 80, 0],
          ]),
          tf.tensor2d([
            [1, 0, 0],
            [1, 0, 0],
          ]),
          tf.tensor1d([1, 1]),
        );
        // The right one counts for nothing; the wrong one as in cross-entropy: 80, halved by the mean.
        assertClose(value.dataSync(), [40], 1e-4, 'the loss');
        assert.ok(slope.dataSync().every(Number.isFinite));
      }
    });
  });

  for (const { rho, kernel, bias } of reference.sam.steps) {
    it(`sam takes its gradient at a distance of ${rho}, keeps the weights, and gives the loss at them`, () => {
      const { tf } = of();
      const before = tf.memory().numTensors;
      const { sam } = reference;
      const variables = [sam.kernel, sam.bias].map((values) => tf.tidy(() => tf.variable(tf.tensor(values))));
      const features = tf.tensor2d(sam.features);
      const targets = tf.tensor2d(reference.targets);
      const averages = [tf.tensor1d([0])];
      let passes = 0;
      const compute = () => {
        passes++;
        averages[0]!.dispose();
        averages[0] = tf.tensor1d([passes]);
        const { value, grads } = tf.variableGrads(() => {
          const logits = tf.add(tf.matMul(features, variables[0]! as Tensor2D), variables[1]!);
          return tf.neg(tf.mean(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), 1))) as Scalar;
        }, variables as Variable[]);
        return { loss: value, correct: tf.scalar(passes), gradients: grads as NamedTensorMap };
      };
      const written: number[] = [];
      const { loss, correct, gradients } = createGradientStage({ techniques: { sam: { rho } } })!({
        tf,
        variables: variables as Variable[],
        compute,
        readAverages: () => averages.map((tensor) => tensor.clone()),
        writeAverages: (values) => written.push(values[0]!.dataSync()[0]!),
      });
      assertClose(gradients[variables[0]!.name]!.dataSync(), kernel.flat(), 5e-6, 'the kernel’s gradient');
      assertClose(gradients[variables[1]!.name]!.dataSync(), bias, 5e-6, 'the bias’s gradient');
      assertClose(loss.dataSync(), [sam.loss], 5e-6, 'the loss');
      assertClose(variables[0]!.dataSync(), sam.kernel.flat(), 1e-6, 'the kernel');
      // Two passes; the averages were put back between them to what they were before the first.
      assert.deepEqual([passes, written, correct.dataSync()[0]], [2, [0], 1]);
      tf.dispose([loss, correct, gradients, variables, features, targets, averages]);
      assert.equal(tf.memory().numTensors, before, 'a tensor is left over');
    });
  }

  for (const { config, end } of reference.optimizers.runs) {
    it(`steps are Keras’s: ${JSON.stringify(config)}`, () => {
      const { tf } = of();
      const { start, gradients } = reference.optimizers;
      const names = ['kernel', 'bias'] as const;
      const variables = names.map((name) => tf.tidy(() => tf.variable(tf.tensor(start[name]))));
      const optimizer = createOptimizer(of(), config as Parameters<typeof createOptimizer>[1], variables);
      const tensors: number[] = [];
      for (const step of gradients) {
        tf.tidy(() => {
          const given = names.map((name, i) => [variables[i]!.name, tf.tensor(step[name])] as const);
          optimizer.apply(Object.fromEntries(given), config.learningRate);
        });
        tensors.push(tf.memory().numTensors);
      }
      names.forEach((name, i) => assertClose(variables[i]!.dataSync(), end[name].flat(), 2e-6, name));
      // The first step of a process may make constants of the engine.
      assert.equal(new Set(tensors).size, 1, `tensors are left over: ${tensors.join(', ')}`);
      optimizer.dispose();
      tf.dispose(variables);
    });
  }
}
