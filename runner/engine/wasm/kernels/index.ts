/** All that the engine calls. */
export { matMul, matMulScratch } from "./gemm";
export { convolve, convolveInputGradient, convolveFilterGradient, convolutionScratch } from "./convolution";
export { depthwise, depthwiseInputGradient, depthwiseFilterGradient } from "./depthwise";
export { batchNormForward, batchNormGradient, batchNormFixed, batchNormFixedGradient, sumRows } from "./batchNorm";
export { scaleChannels, channelProducts, channelMeans, channelMeansGradient } from "./channels";
export { maxPool, maxPoolGradient, averagePool, averagePoolGradient } from "./pooling";
export { relu6, relu6Gradient, reluGradient, reluBiasGradient } from "./activation";
export { dropout } from "./dropout";
export { sumOfSquares, scale } from "./regularisation";
export { adam, rmsprop, momentum } from "./optimizer";
export { winogradFilterFloats, winogradScratch } from "./winogradTiles";
export * from "./generated/winograd";
