/** The settings of layers as Keras 3 writes them into `config.json`. */
import type { Fields } from '../../models/modelJson';
import { notExported, type NetworkLayer } from '../network';

interface Kind {
  /** Of the layer's group in the file of weights. */
  readonly group: string;
  /** What Keras writes besides name, type and whether the layer is trained. */
  readonly settings: (layer: NetworkLayer) => Fields;
  /** Whether Keras writes the size of the input, which it builds the layer by. */
  readonly built?: true;
  /** Arguments of the layer's call. */
  readonly call?: Fields;
}

const zeros = { module: 'keras.initializers', class_name: 'Zeros', config: {}, registered_name: null };
const ones = { module: 'keras.initializers', class_name: 'Ones', config: {}, registered_name: null };
const glorot = {
  module: 'keras.initializers',
  class_name: 'GlorotUniform',
  config: { seed: null },
  registered_name: null,
};
const channelsLast = { data_format: 'channels_last' };

/** Weights follow in the file; initial ones matter to those who train the network anew. */
const kernelOf = (layer: NetworkLayer) => (isTrained(layer) ? glorot : zeros);
const isTrained = ({ config }: NetworkLayer): boolean => config['trainable'] !== false;

function activationOf(layer: NetworkLayer): string {
  const { activation = 'linear' } = layer.config;
  const known = ['linear', 'relu', 'relu6', 'sigmoid', 'tanh', 'softmax'].find((name) => name === activation);
  if (known === undefined) throw notExported(layer);
  return known;
}

/** `l2 · Σw²` in the loss of a training. */
function penaltyOf({ config }: NetworkLayer): Fields | null {
  const written = config['kernelRegularizer'] as { readonly config?: { readonly l2?: unknown } } | null | undefined;
  const l2 = written?.config?.l2;
  if (typeof l2 !== 'number' || l2 === 0) return null;
  return { module: 'keras.regularizers', class_name: 'L2', config: { l2 }, registered_name: null };
}

const windowed = ({ config }: NetworkLayer): Fields => ({
  strides: config['strides'],
  padding: config['padding'],
  ...channelsLast,
});

const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  [
    'Conv2D',
    {
      group: 'conv2d',
      built: true,
      settings: (layer) => ({
        filters: layer.config['filters'],
        kernel_size: layer.config['kernelSize'],
        ...windowed(layer),
        dilation_rate: [1, 1],
        groups: 1,
        activation: activationOf(layer),
        use_bias: layer.config['useBias'] !== false,
        kernel_initializer: kernelOf(layer),
        bias_initializer: zeros,
        kernel_regularizer: penaltyOf(layer),
      }),
    },
  ],
  [
    'DepthwiseConv2D',
    {
      group: 'depthwise_conv2d',
      built: true,
      settings: (layer) => ({
        depth_multiplier: layer.config['depthMultiplier'] ?? 1,
        kernel_size: layer.config['kernelSize'],
        ...windowed(layer),
        dilation_rate: [1, 1],
        activation: activationOf(layer),
        use_bias: layer.config['useBias'] !== false,
        depthwise_initializer: kernelOf(layer),
        bias_initializer: zeros,
      }),
    },
  ],
  [
    'Dense',
    {
      group: 'dense',
      built: true,
      settings: (layer) => ({
        units: layer.config['units'],
        activation: activationOf(layer),
        use_bias: layer.config['useBias'] !== false,
        kernel_initializer: kernelOf(layer),
        bias_initializer: zeros,
        kernel_regularizer: penaltyOf(layer),
      }),
    },
  ],
  [
    'BatchNormalization',
    {
      group: 'batch_normalization',
      built: true,
      call: { mask: null },
      settings: ({ config }) => ({
        axis: -1,
        momentum: config['momentum'],
        epsilon: config['epsilon'],
        center: config['center'] !== false,
        scale: config['scale'] !== false,
        beta_initializer: zeros,
        gamma_initializer: ones,
        moving_mean_initializer: zeros,
        moving_variance_initializer: ones,
      }),
    },
  ],
  ['Activation', { group: 'activation', settings: (layer) => ({ activation: activationOf(layer) }) }],
  [
    'Dropout',
    {
      group: 'dropout',
      call: { training: false },
      settings: ({ config }) => ({ rate: config['rate'], noise_shape: config['noiseShape'] ?? null }),
    },
  ],
  [
    'Rescaling',
    {
      group: 'rescaling',
      built: true,
      settings: ({ config }) => ({ scale: config['scale'], offset: config['offset'] ?? 0 }),
    },
  ],
  [
    'MaxPooling2D',
    {
      group: 'max_pooling2d',
      settings: (layer) => ({ pool_size: layer.config['poolSize'], ...windowed(layer) }),
    },
  ],
  [
    'ZeroPadding2D',
    {
      group: 'zero_padding2d',
      built: true,
      settings: ({ config }) => ({ padding: config['padding'], ...channelsLast }),
    },
  ],
  [
    'GlobalAveragePooling2D',
    { group: 'global_average_pooling2d', settings: () => ({ ...channelsLast, keepdims: false }) },
  ],
  ['Flatten', { group: 'flatten', built: true, settings: () => channelsLast }],
  ['Reshape', { group: 'reshape', settings: ({ config }) => ({ target_shape: config['targetShape'] }) }],
  ['Permute', { group: 'permute', built: true, settings: ({ config }) => ({ dims: config['dims'] }) }],
  ['Add', { group: 'add', built: true, settings: () => ({}) }],
  ['Multiply', { group: 'multiply', built: true, settings: () => ({}) }],
  ['InputLayer', { group: 'input_layer', settings: () => ({}) }],
]);

/** @throws UserError naming a layer that our networks do not have */
export function kindOf(layer: NetworkLayer): Kind {
  const kind = kinds.get(layer.className);
  if (!kind) throw notExported(layer);
  return kind;
}

const float32 = { module: 'keras', class_name: 'DTypePolicy', config: { name: 'float32' }, registered_name: null };

const tensor = ({ name, shape }: NetworkLayer) => ({
  class_name: '__keras_tensor__',
  config: { shape: [null, ...shape], dtype: 'float32', keras_history: [name, 0, 0] },
});

/** A layer of a functional model. @param inputs the layers that it reads */
export function layerConfig(layer: NetworkLayer, inputs: readonly NetworkLayer[]): Fields {
  const { className, name, shape } = layer;
  const { settings, built, call = {} } = kindOf(layer);
  const [first] = inputs;
  const head = { module: 'keras.layers', class_name: className };
  if (!first) {
    const config = { batch_shape: [null, ...shape], dtype: 'float32', sparse: false, ragged: false, name };
    return { ...head, config, registered_name: null, name, inbound_nodes: [] };
  }
  const isMerged = inputs.length > 1;
  const shapes = inputs.map((input) => [null, ...input.shape]);
  const tensors = inputs.map(tensor);
  return {
    ...head,
    config: { name, trainable: isTrained(layer), dtype: float32, ...settings(layer) },
    registered_name: null,
    ...(built && { build_config: { input_shape: isMerged ? shapes : shapes[0] } }),
    name,
    inbound_nodes: [{ args: isMerged ? [tensors] : tensors, kwargs: call }],
  };
}
