/**
 * Predictions of a network whose layers follow one another, with fewer passes over the activations. Batch normalisation
 * with known averages is s·x + t for each channel, and where s ≥ 0
 *
 *   s · relu(w ∗ x + b) + t = max((s·w) ∗ x + (s·b + t), t),
 *
 * so that the scale goes into the filter. A maximum over places and one with t may change places, so that what is left is
 * done after pooling, on a quarter of the values.
 */
import type { layers as Layers, LayersModel, Tensor, Tensor1D } from '@tensorflow/tfjs';
import type { PreparedModel } from '../../engine';
import type { NativeBackend } from './backend';
import { type BatchNormalizationLayer, channelScale } from './batchNormalization';
import { type Conv2DLayer, convolve, plainConvolution } from './convolution';
import { singleTensor } from './layers';

type Layer = Layers.Layer;
type Stage = (x: Tensor) => Tensor;

/**
 * @returns undefined where nothing is to be gained: no convolution is followed by batch normalisation, or the layers are
 *   no chain. The weights are those of now; dispose it before they change.
 */
export function prepareModel(native: NativeBackend, model: LayersModel): PreparedModel | undefined {
  const { layers } = model;
  if (!native.isActive || !isChain(layers)) return undefined;
  const tensors: Tensor[] = [];
  const stages: Stage[] = [];
  let folded = 0;
  for (let i = 0; i < layers.length;) {
    const block = fold(native, layers[i]!, layers[i + 1], tensors);
    if (!block) {
      stages.push(stageOf(layers[i]!));
      i++;
      continue;
    }
    folded++;
    i += 2;
    const pooling = layers[i]?.getClassName() === 'MaxPooling2D' ? stageOf(layers[i++]!) : undefined;
    stages.push(block.convolution, ...(pooling ? [pooling] : []), block.floor);
  }
  if (folded === 0) return undefined;
  return {
    predict: (x) => native.tf.tidy(() => stages.reduce((value, stage) => stage(value), x)),
    dispose() {
      native.tf.dispose(tensors);
    },
  };
}

function isChain(layers: readonly Layer[]): boolean {
  return layers.every((layer, i) => {
    const { inboundNodes } = layer as unknown as { readonly inboundNodes: readonly unknown[] };
    return inboundNodes.length === 1 && (i === 0 || layer.input === layers[i - 1]!.output);
  });
}

const stageOf =
  (layer: Layer): Stage =>
  (x) =>
    singleTensor(layer.apply(x) as Tensor | Tensor[]);

interface Block {
  readonly convolution: Stage;
  readonly floor: Stage;
}

/** @param tensors that the block needs are added here */
function fold(native: NativeBackend, first: Layer, second: Layer | undefined, tensors: Tensor[]): Block | undefined {
  if (first.getClassName() !== 'Conv2D' || second?.getClassName() !== 'BatchNormalization') return undefined;
  const { tf } = native;
  const layer = first as unknown as Conv2DLayer;
  const convolution = plainConvolution(layer);
  const normalisation = second as unknown as BatchNormalizationLayer;
  const isLastAxis = normalisation.axis === -1 || normalisation.axis === 3;
  if (!convolution || convolution.activation !== 'relu' || !layer.bias || !isLastAxis) return undefined;
  const bias = layer.bias.read();
  const { scale, shift } = channelScale(native, normalisation);
  const isMonotone = scale.dataSync().every((value) => value >= 0);
  if (!isMonotone) {
    tf.dispose([scale, shift]);
    return undefined;
  }
  const filter = tf.mul(layer.kernel.read(), scale);
  const offset = tf.tidy(() => tf.add(tf.mul(bias, scale), shift)) as Tensor1D;
  scale.dispose();
  tensors.push(filter, offset, shift);
  return {
    convolution: (x) => convolve(native, [x, filter, offset], { ...convolution, activation: 'linear' }),
    floor: (x) => tf.maximum(x, shift),
  };
}
