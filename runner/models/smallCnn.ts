/**
 * A light CNN, about 0.2 M weights: three blocks that halve the picture and double the filters, two more convolutions, and
 * the mean of each feature map, which does not depend on where in the face something is. Dropout comes before the
 * classifier only: between so few filters it costs more than it gives. All filter counts are multiples of 8, which the
 * embedded engine's kernels are fastest on.
 */
import { LayerStack, type ModelBuilder } from './layers';

/** Below Keras's 0.99, whose averages need some 500 steps to settle: a quick trial has few. */
const momentum = 0.9;

export const smallCnn: ModelBuilder<'smallCnn'> = (tf, { dropout, l2 }, shape) => {
  const stack = new LayerStack(tf, 'small_cnn', shape);
  [16, 32, 64].forEach((filters, index) => {
    const block = `block${index + 1}`;
    stack
      .convolution(`${block}_conv`, filters, 3, l2)
      .batchNormalization(`${block}_norm`, momentum)
      .maxPooling(`${block}_pool`);
  });
  return stack
    .convolution('block4_conv', 128, 3, l2)
    .batchNormalization('block4_norm', momentum)
    .convolution('block5_conv', 88, 3, l2)
    .batchNormalization('block5_norm', momentum)
    .globalAveragePooling('pool')
    .dropout('dropout', dropout)
    .classifier();
};
