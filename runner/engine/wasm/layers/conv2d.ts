/** Convolution layers of the embedded engine. */
import type { Tensor } from '@tensorflow/tfjs';
import type { Context } from '../context';
import { convBiasActivation } from '../ops/convBiasActivation';
import type { Weight } from './patch';
import { patchTraining } from './patch';

interface Conv2DFields {
  readonly kernel: Weight;
  readonly bias: Weight | null;
  readonly filters: number;
  readonly strides: [number, number];
  readonly dilationRate: [number, number];
  readonly padding: 'same' | 'valid' | 'causal';
  readonly dataFormat: 'channelsFirst' | 'channelsLast';
  readonly activation: { getClassName(): string; apply(x: Tensor): Tensor } | null;
}

/** Convolution, bias and relu in one pass forward and one back; other activations are applied separately. */
export function patchConv2D(context: Context): void {
  const { tf } = context;
  const example = tf.layers.conv2d({ filters: 1, kernelSize: 1 });
  patchTraining<Conv2DFields>(context, example, (layer, x) => {
    const { padding, strides, dilationRate } = layer;
    if (layer.dataFormat === 'channelsFirst' || padding === 'causal') return undefined;
    const isRelu = layer.activation?.getClassName() === 'relu';
    const y = convBiasActivation(
      context,
      { x, filter: layer.kernel.read(), bias: layer.bias?.read() ?? tf.zeros([layer.filters]) },
      { pad: padding, strides, dilations: dilationRate, activation: isRelu ? 'relu' : 'linear' },
    );
    return isRelu || !layer.activation ? y : layer.activation.apply(y);
  });
}
