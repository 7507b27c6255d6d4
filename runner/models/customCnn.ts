/**
 * The study's CNN, layer by layer: four convolution blocks of 32–512 filters and two dense layers; 4,496,903 weights
 * for 7 classes.
 */
import { LayerStack, type ModelBuilder } from './layers';

export const customCnn: ModelBuilder<'customCnn'> = (tf, { dropout, l2 }, shape) =>
  new LayerStack(tf, 'custom_cnn', shape)
    .convolution('block1_conv1', 32, 3)
    .convolution('block1_conv2', 64, 3)
    .batchNormalization('block1_norm')
    .maxPooling('block1_pool')
    .dropout('block1_dropout', dropout)
    .convolution('block2_conv', 128, 5)
    .batchNormalization('block2_norm')
    .maxPooling('block2_pool')
    .dropout('block2_dropout', dropout)
    .convolution('block3_conv', 512, 3, l2)
    .batchNormalization('block3_norm')
    .maxPooling('block3_pool')
    .dropout('block3_dropout', dropout)
    .convolution('block4_conv', 512, 3, l2)
    .batchNormalization('block4_norm')
    .maxPooling('block4_pool')
    .dropout('block4_dropout', dropout)
    .flatten('flatten')
    .dense('dense1', 256)
    .batchNormalization('dense1_norm')
    .dropout('dense1_dropout', dropout)
    .dense('dense2', 512)
    .batchNormalization('dense2_norm')
    .dropout('dense2_dropout', dropout)
    .classifier();
