/**
 * Kernels and operations that the plain JavaScript backend does not have, and the test that compares each with its
 * definition, finite differences or Keras.
 */
import { operationName } from './recorder';

const ownOfBoth = {
  AdamUpdate: 'updateCases.ts',
  RmspropUpdate: 'updateCases.ts',
  MomentumUpdate: 'updateCases.ts',
  BatchNormFixed: 'wasm/layers.test.ts',
  BatchNormFixedGrad: 'frozenBatchNorm.ts',
  BatchNormTraining: 'wasm/layers.test.ts',
  BatchNormTrainingGrad: 'wasm/gradients.test.ts',
  ConvBiasActivation: 'wasm/gradients.test.ts',
  ReluGrad: 'wasm/gradients.test.ts',
  Relu6Grad: 'wasm/gradients.test.ts',
  ReluBiasGrad: 'wasm/gradients.test.ts',
  BiasGrad: 'wasm/gradients.test.ts',
  Conv2DBackpropFilter: 'convolutionCases.ts',
  ChannelProducts: 'wasm/channels.test.ts',
  ChannelMeansGrad: 'wasm/channels.test.ts',
  L2Penalty: 'wasm/layers.test.ts',
  L2PenaltyGrad: 'wasm/layers.test.ts',
  SeededDropout: 'dropoutCases.ts',
  SoftmaxCrossEntropy: 'crossEntropyCases.ts',
  MaxPoolGrad: 'wasm/pooling.test.ts',
  ResizeNearestNeighborGrad: 'audit/cases.test.ts',
  AvgPoolGrad: 'audit/cases.test.ts',
};

/** What the `tensorflow` engine asks of TensorFlow by name. oneDNN's variants are there on x86 only. */
const operations = {
  ResourceApplyAdam: 'updateCases.ts',
  ResourceApplyRMSProp: 'updateCases.ts',
  ResourceApplyKerasMomentum: 'updateCases.ts',
  // Variables that the updates write to, and read back.
  AssignVariableOp: 'updateCases.ts',
  ReadVariableOp: 'updateCases.ts',
  Empty: 'updateCases.ts',
  _MklNativeFusedBatchNormV3: 'tensorflow/layers.test.ts',
  FusedBatchNormV3: 'tensorflow/layers.test.ts',
  _MklNativeFusedBatchNormGradV3: 'tensorflow/gradients.test.ts',
  FusedBatchNormGradV3: 'tensorflow/gradients.test.ts',
  ReluGrad: 'tensorflow/gradients.test.ts',
  BiasAdd: 'tensorflow/gradients.test.ts',
  BiasAddGrad: 'tensorflow/gradients.test.ts',
  _MklNativeMaxPool: 'tensorflow/gradients.test.ts',
  _MklNativeMaxPoolGrad: 'tensorflow/gradients.test.ts',
  MaxPool: 'tensorflow/gradients.test.ts',
  MaxPoolGrad: 'tensorflow/gradients.test.ts',
  _MklNativeConv2DWithBias: 'tensorflow/inference.test.ts',
  _MklNativeConv2DBackpropInput: 'convolutionCases.ts',
  _MklNativeConv2DBackpropFilter: 'convolutionCases.ts',
  L2Loss: 'tensorflow/regularizer.test.ts',
  SoftmaxCrossEntropyWithLogits: 'crossEntropyCases.ts',
  // Dropout's masks from a counter.
  StatelessRandomUniform: 'dropoutCases.ts',
  StatelessRandomUniformFullInt: 'dropoutCases.ts',
  Bitcast: 'dropoutCases.ts',
  Cast: 'dropoutCases.ts',
  GreaterEqual: 'dropoutCases.ts',
};

export const ownKernels: Readonly<Record<string, string>> = {
  ...ownOfBoth,
  Conv2DBiasActivation: 'tensorflow/convolution.test.ts',
  ...Object.fromEntries(Object.entries(operations).map(([name, test]) => [operationName(name), test])),
};
