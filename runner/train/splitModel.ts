/** A model in two parts: what is frozen, which only passes forward, and what training changes above it. */
import type { LayersModel, SymbolicTensor, Tensor, Tensor2D } from '@tensorflow/tfjs';
import type { Engine, PreparedModel, TF } from '../engine/contract';

/** Layers that do something else in every step, though they have no weights. */
const random = ['Dropout', 'SpatialDropout1D', 'GaussianDropout', 'GaussianNoise', 'AlphaDropout'];

/**
 * Holds for the layers that are trainable when it is made. The parts meet at one tensor: the last one that all data goes
 * through below the first trained layer, and below dropout that follows the last frozen weights. Frozen layers that lie
 * above it are computed with the trained ones.
 */
export class SplitModel {
  /** Up to where the parts meet; undefined where that is the model's input. In inference mode: without dropout. */
  readonly frozen: LayersModel | undefined;
  /** Of one example of what the trained part reads. */
  readonly inputShape: readonly number[];
  private readonly meeting: SymbolicTensor;
  /** In the order that data flows; the last are the logits. */
  private readonly above: readonly SymbolicTensor[];

  private readonly tf: TF;
  private prepared: PreparedModel | undefined;

  constructor(
    private readonly engine: Pick<Engine, 'tf' | 'prepareModel'>,
    model: LayersModel,
  ) {
    const { tf } = engine;
    this.tf = tf;
    const all = inOrder(model.layers.at(-2)!.output as SymbolicTensor);
    const at = meetingPoint(all);
    this.meeting = all[at]!;
    this.above = all.slice(at + 1);
    this.inputShape = this.meeting.shape.slice(1).map((side) => side!);
    const name = 'frozen_part';
    this.frozen = at > 0 ? tf.model({ name, inputs: model.inputs, outputs: this.meeting }) : undefined;
  }

  /** Makes the frozen part fast, with the weights that it has now. Outside of any `tidy`, which would take them away. */
  prepare(): void {
    if (this.frozen) this.prepared ??= this.engine.prepareModel?.(this.frozen);
  }

  /** What the trained part reads, of images `[n, height, width, channels]`. */
  features(images: Tensor): Tensor {
    if (!this.frozen) return images;
    return this.prepared?.predict(images) ?? (this.frozen.predictOnBatch(images) as Tensor);
  }

  /** @param features `[n, …inputShape]` */
  logits(features: Tensor, { training }: { readonly training: boolean }): Tensor2D {
    const values = new Map([[this.meeting.id, features]]);
    for (const { id, sourceLayer, inputs } of this.above) {
      const given = inputs.map((input) => values.get(input.id)!);
      values.set(id, sourceLayer.apply(given, { training }) as Tensor);
    }
    return values.get(this.above.at(-1)!.id)! as Tensor2D;
  }

  /** The model stays. */
  dispose(): void {
    this.prepared?.dispose();
    this.prepared = undefined;
  }

  /** Class probabilities, as the whole model predicts them. */
  predict(features: Tensor): Tensor2D {
    return this.tf.tidy(() => this.tf.softmax(this.logits(features, { training: false })));
  }
}

/** Layers of the part that only passes forward, as the model's layers are trainable now. */
export function frozenLayers(model: LayersModel): LayersModel['layers'] {
  const all = inOrder(model.layers.at(-2)!.output as SymbolicTensor);
  const at = meetingPoint(all);
  return at > 0 ? all.slice(0, at + 1).map(({ sourceLayer }) => sourceLayer) : [];
}

/** All tensors that one follows from, each after those that it is computed from. */
function inOrder(output: SymbolicTensor): SymbolicTensor[] {
  const found = new Set<SymbolicTensor>();
  const visit = (tensor: SymbolicTensor) => {
    if (found.has(tensor)) return;
    for (const input of tensor.inputs) visit(input);
    found.add(tensor);
  };
  visit(output);
  return [...found];
}

/** Position of the tensor at which the parts meet. */
function meetingPoint(all: readonly SymbolicTensor[]): number {
  const hasWeights = ({ sourceLayer }: SymbolicTensor) => sourceLayer.weights.length > 0;
  const isTrained = ({ sourceLayer }: SymbolicTensor) => sourceLayer.trainableWeights.length > 0;
  const first = all.findIndex(isTrained);
  const below = all.slice(0, first);
  const lastWeights = below.findLastIndex(hasWeights);
  const dropout = below.findIndex((tensor, i) => i > lastWeights && random.includes(tensor.sourceLayer.getClassName()));
  const limit = dropout < 0 ? first : dropout;
  return narrowPoints(all).findLast((at) => at < limit) ?? 0;
}

/** Positions of the tensors that all data goes through: nothing later is computed from what lies before one. */
function narrowPoints(all: readonly SymbolicTensor[]): number[] {
  const position = new Map(all.map((tensor, at) => [tensor, at]));
  const lastUse = all.map((_, at) => at);
  all.forEach((tensor, at) => {
    for (const input of tensor.inputs) lastUse[position.get(input)!] = at;
  });
  const points: number[] = [];
  let reach = 0;
  all.forEach((_, at) => {
    if (reach <= at) points.push(at);
    reach = Math.max(reach, lastUse[at]!);
  });
  return points;
}
