/**
 * A light CNN, about 0.2 M weights: each block halves the picture and doubles the filters, so that every block but the
 * first costs the same. All filter counts are multiples of 8, which the embedded engine's kernels are fastest on.
 */
import { LayerStack, type ModelBuilder } from './layers';

export const smallCnn: ModelBuilder = (tf, { dropout, l2 }, shape) => {
  const stack = new LayerStack(tf, 'small_cnn', shape);
  [16, 32, 64, 128].forEach((filters, index) => {
    const block = `block${index + 1}`;
    stack
      .convolution(`${block}_conv`, filters, 3, l2)
      .batchNormalization(`${block}_norm`)
      .maxPooling(`${block}_pool`)
      .dropout(`${block}_dropout`, dropout);
  });
  return stack
    .flatten('flatten')
    .dense('dense1', 88)
    .batchNormalization('dense1_norm')
    .dropout('dense1_dropout', dropout)
    .classifier();
};
