/**
 * Predicts with fewer passes over the activations. Batch normalisation with known averages is s·x + t for each channel,
 * so that after a convolution it can be folded into the filter and the bias:
 *
 *   s · (w ∗ x + b) + t = (s·w) ∗ x + (s·b + t).
 *
 * With relu between them, and if s ≥ 0,
 *
 *   s · relu(w ∗ x + b) + t = max((s·w) ∗ x + (s·b + t), t).
 *
 * A maximum over places and a maximum with t can be exchanged, so that the rest is done after pooling, on a quarter of the
 * values.
 */
import type { layers as Layers, LayersModel, Tensor } from '@tensorflow/tfjs';
import type { PreparedModel } from '../../contract';
import type { NativeBackend } from './backend';
import { type BatchNormalizationLayer, channelScale } from './batchNormalization';
import { type Conv2DLayer, convolve, plainConvolution } from './convolution';
import { LayerGraph, type Step } from './layerGraph';

type Layer = Layers.Layer;

/**
 * @returns undefined when nothing can be gained: no convolution is followed by batch normalisation, or the layers are not
 *   a simple graph. It uses the current weights; dispose it before they change.
 */
export function prepareModel(native: NativeBackend, model: LayersModel): PreparedModel | undefined {
  const graph = native.isActive ? LayerGraph.of(model) : undefined;
  if (!graph) return undefined;
  const tensors: Tensor[] = [];
  const steps: Step[] = [];
  const done = new Set<Layer>();
  for (const layer of graph.layers) {
    if (done.has(layer) || layer.getClassName() === 'InputLayer') continue;
    const block = fold(native, graph, layer, tensors);
    for (const folded of block?.layers ?? []) done.add(folded);
    steps.push(block?.step ?? graph.step(layer));
  }
  if (done.size === 0) return undefined;
  return {
    predict: (x) => native.tf.tidy(() => graph.run(steps, x)),
    dispose() {
      native.tf.dispose(tensors);
    },
  };
}

interface Block {
  /** Layers that need no step of their own. */
  readonly layers: readonly Layer[];
  readonly step: Step;
}

/**
 * Folds a convolution, the normalisation that follows, and what can be computed together with them.
 * @param tensors that the block needs are added here
 */
function fold(native: NativeBackend, graph: LayerGraph, first: Layer, tensors: Tensor[]): Block | undefined {
  const second = first.getClassName() === 'Conv2D' ? graph.onlyReader(first) : undefined;
  if (second?.getClassName() !== 'BatchNormalization') return undefined;
  const { tf } = native;
  const { kernel, bias, activation } = first as unknown as Conv2DLayer;
  const convolution = plainConvolution(first as unknown as Conv2DLayer);
  const normalisation = second as unknown as BatchNormalizationLayer;
  const isLastAxis = normalisation.axis === -1 || normalisation.axis === 3;
  if (!convolution || !isLastAxis) return undefined;
  const isRelu = convolution.activation === 'relu';
  if (!isRelu && activation && activation.getClassName() !== 'linear') return undefined;
  const { scale, shift } = channelScale(native, normalisation);
  if (isRelu && !scale.dataSync().every((value) => value >= 0)) {
    tf.dispose([scale, shift]);
    return undefined;
  }
  const filter = tf.mul(kernel.read(), scale);
  const offset = tf.tidy(() => (bias ? tf.add(tf.mul(bias.read(), scale), shift) : shift.clone()));
  scale.dispose();
  // They must survive the `tidy` in which the model is prepared.
  tensors.push(...[filter, offset, shift].map((tensor) => tf.keep(tensor)));
  const next = graph.onlyReader(second);
  const reads = graph.step(first).reads;
  const sum = (x: Tensor, after: 'relu' | 'linear') =>
    convolve(native, [x, filter, offset], { ...convolution, activation: after });
  if (!isRelu) {
    const relu = next && isReluLayer(next) ? next : undefined;
    return {
      layers: [first, second, ...(relu ? [relu] : [])],
      step: { reads, writes: graph.output(relu ?? second), run: ([x]) => sum(x!, relu ? 'relu' : 'linear') },
    };
  }
  const pooling = next?.getClassName() === 'MaxPooling2D' ? next : undefined;
  const pool = pooling && graph.step(pooling);
  return {
    layers: [first, second, ...(pooling ? [pooling] : [])],
    step: {
      reads,
      writes: graph.output(pooling ?? second),
      run: ([x]) =>
        tf.tidy(() => {
          const y = sum(x!, 'linear');
          return tf.maximum(pool?.run([y]) ?? y, shift);
        }),
    },
  };
}

function isReluLayer(layer: Layer): boolean {
  return layer.getClassName() === 'Activation' && layer.getConfig()['activation'] === 'relu';
}
