/** One training step: forward, backward, update. */
import type { LayersModel, NamedTensorMap, Scalar, Tensor, Tensor1D, Tensor2D, Variable } from '@tensorflow/tfjs';
import type {
  Batch,
  ComputedStep,
  CrossEntropy,
  Engine,
  SharedStep,
  StepResult,
  StepSettings,
  TargetRule,
} from '../engine/contract';
import { Random } from '../random';
import { partsOf } from './batches';
import { correctCount, crossEntropy, rightClasses } from './loss';
import type { ImportanceUnit } from './importanceUnit';
import { SplitModel } from './splitModel';
import { leafLayers, movingAverages } from './trainable';
import type { GradientFunction, ImportanceFunction, TeacherFunction } from '../techniques/technique';
import { own } from '../../schemas/own';

/** Applies gradients to the variables. They are given by the name of the variable. */
export interface Updater {
  apply(gradients: NamedTensorMap, learningRate: number): void;
}

/** What techniques change in a step. Absent: as the engine does it. */
export interface StepTechniques {
  readonly loss?: CrossEntropy | undefined;
  readonly gradients?: GradientFunction | undefined;
  readonly teaching?: Teaching | undefined;
  readonly weighing?: ImportanceFunction | undefined;
}

/** A trained network whose answers take part in the loss. */
export interface Teaching {
  /** Logits `[count, classes]` for the images of a batch; the caller disposes. */
  answer(batch: Batch): Tensor2D;
  readonly combine: TeacherFunction;
}

/** The variables that training changes, without the moving averages of batch normalisation. */
export function trainableVariables(model: LayersModel): Variable[] {
  return model.trainableWeights.map((weight) => weight.read() as Variable);
}

/** Trains the layers of the model that are trainable at the time of construction. */
export class TrainStep implements SharedStep {
  private readonly split: SplitModel;
  readonly beside: readonly Variable[];
  private readonly variables: Variable[];
  /** The shape of one example of a batch. */
  private readonly shape: readonly number[];

  constructor(
    private readonly engine: Engine,
    readonly model: LayersModel,
    private readonly optimizer: Updater,
    private readonly rule: TargetRule,
    readonly settings: StepSettings = { parts: 1, reads: 'images' },
    private readonly techniques: StepTechniques = {},
    private readonly unit?: ImportanceUnit,
  ) {
    this.split = new SplitModel(engine, model);
    this.beside = unit?.variables ?? [];
    this.variables = [...trainableVariables(model), ...this.beside];
    const image = model.inputs[0]!.shape.slice(1).map((side) => side!);
    this.shape = settings.reads === 'images' ? image : this.split.inputShape;
  }

  run(batch: Batch, seed: number, learningRate: number): StepResult {
    const { gradients, ...result } = this.compute(batch, seed);
    this.apply(gradients, learningRate);
    return result;
  }

  /** Forward and backward. Updates moving averages, but not the trainable weights. */
  compute(batch: Batch, seed: number): ComputedStep {
    const { gradients } = this.techniques;
    if (!gradients) return this.pass(batch, seed);
    const averages = movingAverages(this.model);
    return gradients({
      tf: this.engine.tf,
      variables: this.variables,
      compute: () => this.pass(batch, seed),
      readAverages: () => averages.map((weight) => this.engine.tf.clone(weight.read())),
      writeAverages: (values) => averages.forEach((weight, i) => weight.write(values[i]!)),
    });
  }

  /** Forward only, as in training: moving averages follow the batch, nothing else changes. */
  forward(batch: Batch, seed: number): void {
    this.engine.beginStep(seed);
    const input = this.input(batch);
    this.engine.tf.tidy(() => {
      this.split.logits(input, { training: true });
    });
    input.dispose();
  }

  private pass(batch: Batch, seed: number): ComputedStep {
    const parts = partsOf(batch, this.settings.parts);
    let sum: ComputedStep | undefined;
    parts.forEach((part, i) => {
      this.engine.beginStep(i === 0 ? seed : new Random(seed, 'dropout-part', 0, i).uint32());
      const computed = this.computePart(part);
      sum = parts.length === 1 ? computed : this.add(sum, computed, part.count / batch.count);
    });
    return sum!;
  }

  private computePart(batch: Batch): ComputedStep {
    const { tf } = this.engine;
    const input = this.input(batch);
    const classes = batch.targets.length / batch.count;
    const targets = tf.tensor2d(batch.targets, [batch.count, classes]);
    const right = tf.tensor2d(rightClasses(batch.targets, classes), [batch.count, classes]);
    const weights = tf.tensor1d(batch.weights);
    const { teaching } = this.techniques;
    if (teaching && this.settings.reads === 'features')
      throw new Error('A teacher answers for images, not for features.');
    const answers = teaching?.answer(batch);
    let correct: Scalar | undefined;
    let labels: Int8Array | undefined;
    const { value, grads } = tf.variableGrads(() => {
      const { logits: plain, read } = this.split.classify(input, { training: true });
      const weighed = this.weigh(read, plain, batch.targets);
      const logits = weighed?.logits ?? plain;
      labels = weighed?.labels;
      correct = tf.keep(tf.tidy(() => correctCount(tf, logits, right)));
      const engine = { tf, crossEntropy: this.techniques.loss ?? this.engine.crossEntropy };
      const ofLabels = crossEntropy(engine, logits, targets, weights as Tensor1D, this.rule);
      const loss = weighed ? tf.add<Scalar>(ofLabels, weighed.penalty) : ofLabels;
      return this.withPenalties(answers ? teaching!.combine(loss, logits, answers, weights as Tensor1D) : loss);
    }, this.variables);
    tf.dispose([input, targets, right, weights, ...(answers ? [answers] : [])]);
    return { loss: value, correct: correct!, gradients: grads, labels };
  }

  /** Undefined where all faces count alike. */
  private weigh(read: Tensor2D, logits: Tensor2D, targets: Float32Array) {
    const { weighing } = this.techniques;
    if (!weighing || !this.unit) return undefined;
    const importances = this.unit.importances(read);
    const weighed = weighing.weigh(importances, logits);
    const [values, scaled] = [importances.dataSync<'float32'>(), weighed.logits.dataSync<'float32'>()];
    return { ...weighed, labels: weighing.relabel(values, scaled, targets) };
  }

  /** The trained part's input. Computed separately, so that no tensors of the frozen part are kept for the gradients. */
  private input({ count, images }: Batch): Tensor {
    const { tf } = this.engine;
    if (this.settings.reads === 'images') this.split.prepare();
    return tf.tidy(() => {
      const tensor = tf.tensor(images, [count, ...this.shape]);
      return this.settings.reads === 'features' ? tensor : this.split.features(tensor);
    });
  }

  /** Adds share · part for loss and gradients, and part for the number of right ones. Disposes both. */
  private add(sum: ComputedStep | undefined, part: ComputedStep, share: number): ComputedStep {
    const { tf } = this.engine;
    const total = <T extends Tensor>(before: T | undefined, value: T, factor: number): T => {
      const added = tf.tidy(() => {
        const scaled = factor === 1 ? value : tf.mul(value, factor);
        return (before ? tf.add(before, scaled) : tf.clone(scaled)) as T;
      });
      tf.dispose([value, ...(before ? [before] : [])]);
      return added;
    };
    return {
      loss: total(sum?.loss, part.loss, share),
      correct: total(sum?.correct, part.correct, 1),
      gradients: Object.fromEntries(
        Object.entries(part.gradients).map(([name, value]) => [name, total(own(sum?.gradients, name), value, share)]),
      ),
      labels: part.labels && Int8Array.from([...(sum?.labels ?? []), ...part.labels]),
    };
  }

  /** Updates the weights and disposes the gradients. */
  apply(gradients: NamedTensorMap, learningRate: number): void {
    const { tf } = this.engine;
    tf.tidy(() => this.optimizer.apply(gradients, learningRate));
    tf.dispose(gradients);
  }

  /** Does not dispose the model and the optimizer. */
  dispose(): void {
    this.split.dispose();
  }

  /** Adds the penalties of the trained weights to the mean loss, like Keras. */
  private withPenalties(loss: Scalar): Scalar {
    const trained = leafLayers(this.model).filter(({ trainable }) => trainable);
    const penalties = trained.flatMap((layer) => layer.calculateLosses());
    return penalties.reduce((total, penalty) => this.engine.tf.add(total, penalty) as Scalar, loss);
  }
}
