/** A trained network as the functions that explanations need: its logits, and their gradients in the input. */
import type { LayersModel, Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { TF } from '../engine/contract';

/** Pixels of one or more faces, 0–1: `count · height · width`. */
export type Faces = Float32Array;

/** All layers, also those inside nested models, in the order in which data flows. */
export function allLayers(model: LayersModel): LayersModel['layers'] {
  return model.layers.flatMap((layer) => ('layers' in layer ? allLayers(layer as LayersModel) : [layer]));
}

/** How many numbers the layers output for one face. */
function activationsPerFace(model: LayersModel): number {
  const sizes = allLayers(model).map(({ outputShape }) =>
    (outputShape as (number | null)[]).reduce<number>((product, length) => product * (length ?? 1), 1),
  );
  return sizes.reduce((total, size) => total + size, 0);
}

/** Most numbers that the layers may output for a batch, 256 MB: a backward pass keeps them all. */
const mostActivations = 1 << 26;
const largestBatch = 64;

export class LogitModel {
  readonly classes: number;
  readonly height: number;
  readonly width: number;
  /** Faces of a batch. */
  readonly batchSize: number;
  private readonly logitsOf: LayersModel;

  /** @param model of faces `[batch, height, width, 1]`; its last two layers give logits, then probabilities */
  constructor(
    private readonly tf: TF,
    readonly model: LayersModel,
  ) {
    const { output } = model.layers.at(-2)!;
    // Shares the layers.
    this.logitsOf = tf.model({ inputs: model.inputs, outputs: output });
    const [, height, width] = model.inputs[0]!.shape;
    this.height = height!;
    this.width = width!;
    this.classes = (this.logitsOf.outputShape as number[]).at(-1)!;
    this.batchSize = Math.max(1, Math.min(largestBatch, Math.floor(mostActivations / activationsPerFace(model))));
  }

  get size(): number {
    return this.height * this.width;
  }

  /** @returns `count · classes` */
  async logits(faces: Faces): Promise<Float32Array> {
    const logits = new Float32Array((faces.length / this.size) * this.classes);
    for (const { first, part } of this.batches(faces)) {
      const output = this.tf.tidy(() => this.forward(this.tensor(part)));
      logits.set(await output.data<'float32'>(), first * this.classes);
      output.dispose();
    }
    return logits;
  }

  /**
   * Gradients of one class's logit in every pixel.
   * @returns as `faces`
   */
  async gradients(faces: Faces, target: number): Promise<Float32Array> {
    const gradients = new Float32Array(faces.length);
    for (const { first, part } of this.batches(faces)) {
      const gradient = this.tf.tidy(() =>
        this.tf.grad((x) => this.targetSum(this.forward(x), target))(this.tensor(part)),
      );
      gradients.set(await gradient.data<'float32'>(), first * this.size);
      gradient.dispose();
    }
    return gradients;
  }

  /**
   * The output of a layer for one face, and the gradient of one class's logit in it.
   * @param layer with one output `[batch, rows, columns, channels]`
   */
  async layerGradients(
    face: Faces,
    layer: LayersModel['layers'][number],
    target: number,
  ): Promise<{ values: Float32Array; gradients: Float32Array; shape: readonly [number, number, number] }> {
    const { tf } = this;
    const stock = layer.call.bind(layer);
    const [, rows, columns, channels] = layer.outputShape as [null, number, number, number];
    const shape: [number, number, number] = [rows, columns, channels];
    let activation: Tensor | undefined;
    try {
      // The layer adds a variable that is zero: the gradient in it is the gradient in the output of the layer.
      const gradient = tf.tidy(() =>
        tf.grad((added) => {
          layer.call = (inputs, kwargs) => {
            const output = [stock(inputs, kwargs)].flat()[0]!;
            activation = tf.keep(output.clone());
            return tf.add(output, added);
          };
          return this.targetSum(this.forward(this.tensor(face)), target);
        })(tf.zeros([1, ...shape])),
      );
      const values = await activation!.data<'float32'>();
      const gradients = await gradient.data<'float32'>();
      gradient.dispose();
      return { values, gradients, shape };
    } finally {
      layer.call = stock;
      activation?.dispose();
    }
  }

  private *batches(faces: Faces): Generator<{ first: number; part: Faces }> {
    const count = faces.length / this.size;
    for (let first = 0; first < count; first += this.batchSize) {
      yield { first, part: faces.slice(first * this.size, (first + this.batchSize) * this.size) };
    }
  }

  private tensor(faces: Faces): Tensor4D {
    return this.tf.tensor4d(faces, [faces.length / this.size, this.height, this.width, 1]);
  }

  private forward(x: Tensor): Tensor {
    return this.logitsOf.apply(x, { training: false }) as Tensor;
  }

  private targetSum(logits: Tensor, target: number): Tensor {
    const chosen = Float32Array.from({ length: this.classes }, (_, index) => (index === target ? 1 : 0));
    return this.tf.sum(this.tf.mul(logits, this.tf.tensor2d(chosen, [1, this.classes])));
  }
}
