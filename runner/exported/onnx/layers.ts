/** The operations of ONNX that each layer of Keras becomes, in inference. */
import { notExported, type NetworkLayer } from '../network';
import { windowOf, zerosOf, type Window } from '../shapes';
import type { OnnxGraph, Value } from './graph';

type Inputs = readonly [Value, ...Value[]];
type Convert = (graph: OnnxGraph, layer: NetworkLayer, inputs: Inputs) => Value;

/** @throws UserError naming a layer that our networks do not have */
export function convertLayer(graph: OnnxGraph, layer: NetworkLayer, inputs: readonly Value[]): Value {
  const convert = converters.get(layer.className);
  const [first, ...rest] = inputs;
  if (!convert || !first) throw notExported(layer);
  return convert(graph, layer, [first, ...rest]);
}

const converters: ReadonlyMap<string, Convert> = new Map<string, Convert>([
  ['Conv2D', convolution],
  ['DepthwiseConv2D', depthwise],
  ['Dense', dense],
  ['BatchNormalization', normalisation],
  ['Activation', (graph, layer, [x]) => ({ ...x, name: activation(graph, layer, x) })],
  // Kept in training alone.
  ['Dropout', (_graph, _layer, [x]) => x],
  ['Rescaling', rescaling],
  ['MaxPooling2D', maxPooling],
  ['ZeroPadding2D', zeroPadding],
  ['GlobalAveragePooling2D', globalAveragePooling],
  ['Flatten', reshape],
  ['Reshape', reshape],
  ['Permute', (graph, layer, [x]) => lastOf(layer, graph.add('Transpose', layer.name, [x.name], { perm: [0, 2, 1] }))],
  ['Add', (graph, layer, inputs) => elementwise(graph, layer, inputs, 'Add')],
  ['Multiply', (graph, layer, inputs) => elementwise(graph, layer, inputs, 'Mul')],
]);

const lastOf = ({ shape }: NetworkLayer, name: string): Value => ({ name, shape, channels: 'last' });
const firstOf = ({ shape }: NetworkLayer, name: string): Value => ({ name, shape, channels: 'first' });

/** The weight of that name; a normalisation without scale or centre has none. */
const weightOf = ({ weights }: NetworkLayer, name: string) => weights.find((weight) => weight.name === name);

function neededWeight(layer: NetworkLayer, name: string) {
  const weight = weightOf(layer, name);
  if (!weight) throw notExported(layer);
  return weight;
}

function bias(graph: OnnxGraph, layer: NetworkLayer): string[] {
  const weight = weightOf(layer, 'bias');
  return weight ? [graph.floats(`${layer.name}/bias`, weight.shape, weight.values)] : [];
}

/** Attributes of an operation with a window. */
function windowAttributes(layer: NetworkLayer, x: Value) {
  const window: Window | undefined = windowOf(layer, x.shape);
  if (!window) throw notExported(layer);
  const { kernel, strides, padding } = window;
  const pads = [padding.top, padding.left, padding.bottom, padding.right];
  return { kernel_shape: kernel, strides, pads };
}

function convolution(graph: OnnxGraph, layer: NetworkLayer, [x]: Inputs): Value {
  const { shape, values } = neededWeight(layer, 'kernel');
  const [height = 0, width = 0, from = 0, to = 0] = shape;
  const kernel = graph.floats(
    `${layer.name}/kernel`,
    [to, from, height, width],
    turned(values, height * width, from * to, (channel) => (channel % to) * from + Math.floor(channel / to)),
  );
  return convolved(graph, layer, x, kernel, 1);
}

function depthwise(graph: OnnxGraph, layer: NetworkLayer, [x]: Inputs): Value {
  const { shape, values } = neededWeight(layer, 'depthwise_kernel');
  const [height = 0, width = 0, channels = 0, multiplier = 0] = shape;
  const filters = channels * multiplier;
  const kernel = graph.floats(
    `${layer.name}/depthwise_kernel`,
    [filters, 1, height, width],
    turned(values, height * width, filters, (filter) => filter),
  );
  return convolved(graph, layer, x, kernel, channels);
}

/** @param group in how many groups the channels are convolved */
function convolved(graph: OnnxGraph, layer: NetworkLayer, x: Value, kernel: string, group: number): Value {
  const name = linearName(layer);
  const attributes = { ...windowAttributes(layer, x), group };
  graph.add('Conv', name, [graph.first(x).name, kernel, ...bias(graph, layer)], attributes);
  return activated(graph, layer, firstOf(layer, name));
}

/** Filters one after another, of filters that lie side by side. @param place of a filter among those one after another */
function turned(
  values: Float32Array,
  pixels: number,
  filters: number,
  place: (filter: number) => number,
): Float32Array {
  const out = new Float32Array(values.length);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let filter = 0; filter < filters; filter++) {
      out[place(filter) * pixels + pixel] = values[pixel * filters + filter]!;
    }
  }
  return out;
}

function dense(graph: OnnxGraph, layer: NetworkLayer, [x]: Inputs): Value {
  const { shape, values } = neededWeight(layer, 'kernel');
  const kernel = graph.floats(`${layer.name}/kernel`, shape, values);
  const name = linearName(layer);
  const added = bias(graph, layer);
  if (x.shape.length === 1) graph.add('Gemm', name, [x.name, kernel, ...added]);
  else if (added.length > 0) throw notExported(layer);
  else graph.add('MatMul', name, [graph.last(x).name, kernel]);
  return activated(graph, layer, lastOf(layer, name));
}

function normalisation(graph: OnnxGraph, layer: NetworkLayer, [input]: Inputs): Value {
  const { axis, epsilon } = layer.config;
  const isLast = axis === -1 || axis === input.shape.length;
  if (!isLast || typeof epsilon !== 'number' || ![1, 3].includes(input.shape.length)) throw notExported(layer);
  const x = graph.first(input);
  const variance = neededWeight(layer, 'moving_variance');
  const channels = variance.values.length;
  const constant = (name: string, otherwise: number) =>
    graph.floats(
      `${layer.name}/${name}`,
      [channels],
      weightOf(layer, name)?.values ?? new Float32Array(channels).fill(otherwise),
    );
  const weights = [
    constant('gamma', 1),
    constant('beta', 0),
    constant('moving_mean', 0),
    constant('moving_variance', 1),
  ];
  const name = graph.add('BatchNormalization', layer.name, [x.name, ...weights], { epsilon: { float: epsilon } });
  return { ...x, name };
}

/** The name of what a layer gives before its activation. */
function linearName({ name, config }: NetworkLayer): string {
  return isLinear(config['activation']) ? name : `${name}/linear`;
}

const isLinear = (activationName: unknown): boolean => activationName === undefined || activationName === 'linear';

function activated(graph: OnnxGraph, layer: NetworkLayer, x: Value): Value {
  return isLinear(layer.config['activation']) ? x : { ...x, name: activation(graph, layer, x) };
}

function activation(graph: OnnxGraph, layer: NetworkLayer, x: Value): string {
  const { name } = layer;
  switch (layer.config['activation']) {
    case 'linear':
      return graph.add('Identity', name, [x.name]);
    case 'relu':
      return graph.add('Relu', name, [x.name]);
    case 'relu6': {
      const bounds = [0, 6].map((bound) => graph.floats(`${name}/${bound}`, [], Float32Array.of(bound)));
      return graph.add('Clip', name, [x.name, ...bounds]);
    }
    case 'sigmoid':
      return graph.add('Sigmoid', name, [x.name]);
    case 'tanh':
      return graph.add('Tanh', name, [x.name]);
    case 'softmax':
      if (x.shape.length !== 1) throw notExported(layer);
      return graph.add('Softmax', name, [x.name], { axis: 1 });
    default:
      throw notExported(layer);
  }
}

function rescaling(graph: OnnxGraph, layer: NetworkLayer, [x]: Inputs): Value {
  const { scale, offset = 0 } = layer.config;
  if (typeof scale !== 'number' || offset !== 0) throw notExported(layer);
  const factor = graph.floats(`${layer.name}/scale`, [], Float32Array.of(scale));
  return { ...x, name: graph.add('Mul', layer.name, [x.name, factor]) };
}

function maxPooling(graph: OnnxGraph, layer: NetworkLayer, [x]: Inputs): Value {
  return firstOf(layer, graph.add('MaxPool', layer.name, [graph.first(x).name], windowAttributes(layer, x)));
}

function zeroPadding(graph: OnnxGraph, layer: NetworkLayer, [x]: Inputs): Value {
  const zeros = zerosOf(layer);
  if (!zeros) throw notExported(layer);
  const pads = graph.integers(`${layer.name}/pads`, [0, 0, zeros.top, zeros.left, 0, 0, zeros.bottom, zeros.right]);
  return firstOf(layer, graph.add('Pad', layer.name, [graph.first(x).name, pads]));
}

function globalAveragePooling(graph: OnnxGraph, layer: NetworkLayer, [x]: Inputs): Value {
  const means = graph.add('GlobalAveragePool', `${layer.name}/means`, [graph.first(x).name]);
  return lastOf(layer, graph.add('Flatten', layer.name, [means], { axis: 1 }));
}

function reshape(graph: OnnxGraph, layer: NetworkLayer, [x]: Inputs): Value {
  const target = graph.integers(`${layer.name}/shape`, [-1, ...layer.shape]);
  return lastOf(layer, graph.add('Reshape', layer.name, [graph.last(x).name, target]));
}

function elementwise(graph: OnnxGraph, layer: NetworkLayer, inputs: Inputs, operation: 'Add' | 'Mul'): Value {
  const names = inputs.map((x) => graph.first(x).name);
  return firstOf(layer, graph.add(operation, layer.name, names));
}
