/** Splits a model into a frozen part, which is only computed forward, and the part above it, which training changes. */
import type { LayersModel, SymbolicTensor, Tensor, Tensor2D } from '@tensorflow/tfjs';
import type { Engine, PreparedModel, TF } from '../engine/contract';

/** Layers without weights that still behave differently in every step. */
const random = ['Dropout', 'SpatialDropout1D', 'GaussianDropout', 'GaussianNoise', 'AlphaDropout'];

/**
 * Splits by the layers that are trainable at the time of construction. The parts meet at one tensor: the last one that all
 * data goes through below the first trained layer, and below any dropout that follows the last frozen weights. Frozen
 * layers above it are computed together with the trained ones.
 */
export class SplitModel {
  /** The part up to the meeting point; undefined if that is the input of the model. In inference mode: without dropout. */
  readonly frozen: LayersModel | undefined;
  /** The shape of one example of the trained part's input. */
  readonly inputShape: readonly number[];
  private readonly meeting: SymbolicTensor;
  /** In the order in which data flows; the last are the logits. */
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

  /** Makes the frozen part fast, with its current weights. Call it outside any `tidy`, which would dispose them. */
  prepare(): void {
    if (this.frozen) this.prepared ??= this.engine.prepareModel?.(this.frozen);
  }

  /** The trained part's input for images `[n, height, width, channels]`. */
  features(images: Tensor): Tensor {
    if (!this.frozen) return images;
    return this.prepared?.predict(images) ?? (this.frozen.predictOnBatch(images) as Tensor);
  }

  /** @param features `[n, …inputShape]` */
  logits(features: Tensor, mode: { readonly training: boolean }): Tensor2D {
    return this.classify(features, mode).logits;
  }

  /** As `logits`, with what the classifier read, `[n, features]`. */
  classify(
    features: Tensor,
    { training }: { readonly training: boolean },
  ): { readonly logits: Tensor2D; readonly read: Tensor2D } {
    const values = new Map([[this.meeting.id, features]]);
    for (const { id, sourceLayer, inputs } of this.above) {
      const tensors = inputs.map((input) => values.get(input.id)!);
      values.set(id, sourceLayer.apply(tensors, { training }) as Tensor);
    }
    const last = this.above.at(-1)!;
    return { logits: values.get(last.id)! as Tensor2D, read: values.get(last.inputs[0]!.id)! as Tensor2D };
  }

  /** Does not dispose the model. */
  dispose(): void {
    this.prepared?.dispose();
    this.prepared = undefined;
  }

  /** Class probabilities, the same as those of the whole model. */
  predict(features: Tensor): Tensor2D {
    return this.tf.tidy(() => this.tf.softmax(this.logits(features, { training: false })));
  }
}

/** The layers of the frozen part, by the layers that are trainable now. */
export function frozenLayers(model: LayersModel): LayersModel['layers'] {
  const all = inOrder(model.layers.at(-2)!.output as SymbolicTensor);
  const at = meetingPoint(all);
  return at > 0 ? all.slice(0, at + 1).map(({ sourceLayer }) => sourceLayer) : [];
}

/** All tensors that contribute to the output, each after those that it is computed from. */
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

/** The position of the tensor at which the parts meet. */
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

/** Positions of the tensors that all data goes through: no later tensor is computed from an earlier one. */
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
