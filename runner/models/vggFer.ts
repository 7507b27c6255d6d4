/**
 * The VGG network that Khaireddin and Chen (2021, arXiv:2105.03588) tuned for FER2013, with the widths, the order of layers and
 * the dropout of their code (github.com/usef-kh/fer, models/vgg.py). They train on crops of 40 × 40; here the network sees the
 * whole face, so that the first dense layer reads 3 × 3 and not 2 × 2 places. 40,380,359 weights for 7 classes.
 */
import { withClassifier } from './classifier';
import { FunctionalLayers } from './functional';
import { InitialWeights } from './initialWeights';
import type { ModelBuilder } from './layers';

/** Filters of both convolutions of each block. */
const blocks = [64, 128, 256, 512];
const units = 4096;

export const vggFer: ModelBuilder<'vggFer'> = (tf, model, { classes, seed, inputShape }) => {
  const initialWeights = new InitialWeights(tf, seed);
  // PyTorch's defaults, which their code has.
  const normalisation = { momentum: 0.9, epsilon: 1e-5 };
  const net = new FunctionalLayers(tf, initialWeights, { normalisation, useBias: true, l2: model.l2 });
  const { layers } = tf;
  const inputs = tf.input({ name: 'faces', shape: [...inputShape] });
  let x = inputs;
  blocks.forEach((filters, index) => {
    const block = `block${index + 1}`;
    for (const part of [1, 2]) {
      x = net.convolution(`${block}_conv${part}`, x, filters, 3);
      x = net.relu(`${block}_relu${part}`, net.normalisation(`${block}_norm${part}`, x));
    }
    x = net.add(layers.maxPooling2d({ name: `${block}_pool`, poolSize: 2, strides: 2 }), x);
  });
  x = net.dense('dense1', net.add(layers.flatten({ name: 'flatten' }), x), units, 'relu');
  x = net.add(layers.dropout({ name: 'dense1_dropout', rate: model.dropout }), x);
  const features = net.dense('dense2', x, units, 'relu');
  return withClassifier(tf, model, { name: 'vgg_fer', inputs, features, classes, initialWeights });
};
