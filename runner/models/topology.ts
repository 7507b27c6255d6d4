/** The layers of a model on disk, of TensorFlow.js or Keras 3, and how they are connected. Weights are read elsewhere. */
import { printable } from '../../words/printable';
import { asKerasTwo, isKerasThree } from './kerasThree';
import { type Fields, fields, notOne, readModelJson } from './modelJson';

/** A layer, the index of its call, and the index of its output. */
export type Connection = readonly [layer: string, node: number, tensor: number, ...rest: unknown[]];

export interface LayerDescription {
  readonly className: string;
  readonly name: string;
  /** In TensorFlow.js's spelling. */
  readonly config: Readonly<Record<string, unknown>>;
  /** For every call of the layer, its inputs. */
  readonly calls: readonly (readonly Connection[])[];
}

export interface Topology {
  /** Absolute path of model.json. */
  readonly file: string;
  readonly layers: readonly LayerDescription[];
  readonly inputs: readonly Connection[];
  readonly outputs: readonly Connection[];
  /** Most numbers that its weights can have. */
  readonly values: number;
}

/** Most layers; deep networks have a few hundred. */
const mostLayers = 10_000;

/**
 * @param base absolute path of model.json, of its folder, or of a model of Keras 3
 * @throws UserError when it cannot be read or is not a layers model
 */
export function readTopology(base: string): Topology {
  const { file, root, values } = readModelJson(base);
  const topology = fields(root['modelTopology'] ?? root);
  if (root['format'] === 'graph-model' || Array.isArray(topology['node'])) {
    throw notOne(file, 'it is a TensorFlow.js graph model, whose layers are gone');
  }
  const written = topology['model_config'] ?? topology;
  const description = fields(camelCased(isKerasThree(written) ? asKerasTwo(file, fields(written)) : written));
  switch (description['className']) {
    case 'Sequential':
      return { file, values, ...sequential(file, description['config']) };
    case 'Functional':
    case 'Model':
      return { file, values, ...functional(file, fields(description['config'])) };
    default:
      throw notOne(file, 'it names no Sequential or Functional model');
  }
}

function sequential(file: string, config: unknown): Pick<Topology, 'layers' | 'inputs' | 'outputs'> {
  const described = (Array.isArray(config) ? config : fields(config)['layers']) as Fields[] | undefined;
  if (!Array.isArray(described) || described.length === 0) throw notOne(file, 'it has no layers');
  checkLayers(file, described);
  const layers: LayerDescription[] = [];
  const first = fields(described[0]);
  if (first['className'] !== 'InputLayer') {
    const batchInputShape = inputShapeOf(first);
    if (!batchInputShape) throw notOne(file, 'it does not say what its first layer reads');
    layers.push({ className: 'InputLayer', name: 'base_input', config: { batchInputShape }, calls: [[]] });
  }
  for (const layer of described) {
    const before = layers.at(-1);
    layers.push(layerOf(file, fields(layer), [before ? [[before.name, 0, 0]] : []]));
  }
  return { layers, inputs: [[layers[0]!.name, 0, 0]], outputs: [[layers.at(-1)!.name, 0, 0]] };
}

/** The input shape of the first layer of a sequential model, which may be a model itself. */
function inputShapeOf(layer: Fields): unknown {
  const config = fields(layer['config']);
  const inner = config['layers'];
  return config['batchInputShape'] ?? (Array.isArray(inner) ? inputShapeOf(fields(inner[0])) : undefined);
}

function functional(file: string, config: Fields): Pick<Topology, 'layers' | 'inputs' | 'outputs'> {
  const described = config['layers'];
  if (!Array.isArray(described) || described.length === 0) throw notOne(file, 'it has no layers');
  checkLayers(file, described);
  const layers = (described as unknown[]).map((item) => {
    const layer = fields(item);
    const nodes = layer['inboundNodes'];
    if (!Array.isArray(nodes) || !nodes.every((node) => Array.isArray(node) && node.every(isConnection))) {
      throw notOne(file, `its layer "${printable(String(layer['name']), 80)}" is connected in a way that is not known`);
    }
    return layerOf(file, layer, nodes.length === 0 ? [[]] : (nodes as unknown as Connection[][]));
  });
  return {
    layers,
    inputs: connections(config['inputLayers']),
    outputs: connections(config['outputLayers']),
  };
}

function isConnection(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  const [layer, node, tensor] = value as unknown[];
  return (
    typeof layer === 'string' && [node, tensor].every((index) => Number.isSafeInteger(index) && Number(index) >= 0)
  );
}

function checkLayers(file: string, described: readonly unknown[]): void {
  if (described.length > mostLayers) throw notOne(file, `it has more than ${mostLayers} layers`);
}

/** Settings of Keras that TensorFlow.js does not have, and the value with which its layers compute the same. */
const neutral = new Map<string, unknown>([
  ['groups', 1],
  ['keepdims', false],
  ['negativeSlope', 0],
  ['threshold', 0],
]);

function checkSettings(file: string, name: string, config: Fields): void {
  for (const [setting, value] of Object.entries(config)) {
    if (!neutral.has(setting) || value === null || value === neutral.get(setting)) continue;
    throw notOne(
      file,
      `its layer "${printable(name, 80)}" has ${setting} ${printable(JSON.stringify(value), 40)}, which TensorFlow.js does not have`,
      'Choose another base.',
    );
  }
}

function layerOf(file: string, layer: Fields, calls: LayerDescription['calls']): LayerDescription {
  const config = fields(layer['config']);
  const { className } = layer;
  const name = layer['name'] ?? config['name'];
  if (typeof className !== 'string' || typeof name !== 'string') {
    throw notOne(file, 'one of its layers has no class or no name');
  }
  checkSettings(file, name, config);
  return { className, name, config, calls };
}

/** Some versions write a single connection without the outer list. */
function connections(value: unknown): Connection[] {
  if (!Array.isArray(value)) return [];
  const list: unknown[] = typeof value[0] === 'string' ? [value] : value;
  return list.filter(isConnection) as Connection[];
}

/**
 * Converts Python's spelling in model.json to TensorFlow.js's: names of settings, and values such as `channels_last`.
 * Names of layers stay as they are.
 */
function camelCased(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return toCamelCase(value);
  if (Array.isArray(value)) {
    const namesLayer = ['inboundNodes', 'inputLayers', 'outputLayers'].includes(key);
    return value.map((item: unknown, i) =>
      namesLayer && i === 0 && typeof item === 'string' ? item : camelCased(item, key),
    );
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const spelled = toCamelCase(name);
      return [spelled, name === 'name' && typeof item === 'string' ? item : camelCased(item, spelled)];
    }),
  );
}

function toCamelCase(text: string): string {
  return text.length > 1 ? text.replace(/_+(\w|$)/g, (_, letter: string) => letter.toUpperCase()) : text;
}
