/** `model.json` of a TensorFlow.js layers model: its layers and how they are connected. Weights are read elsewhere. */
import { type Fields, fields, notOne, ofKerasThree, readModelJson, type WeightGroup } from './modelJson';
import { printable } from '../../words/printable';

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
  readonly weights: readonly WeightGroup[];
}

/** Most layers; deep networks have a few hundred. */
const mostLayers = 10_000;

/**
 * @param base absolute path of model.json or of its folder
 * @throws UserError when it cannot be read or is not a layers model
 */
export function readTopology(base: string): Topology {
  const { file, root, groups: weights } = readModelJson(base);
  const topology = fields(root['modelTopology'] ?? root);
  if (root['format'] === 'graph-model' || Array.isArray(topology['node'])) {
    throw notOne(file, 'it is a TensorFlow.js graph model, whose layers are gone');
  }
  const version = topology['keras_version'];
  const written = topology['model_config'] ?? topology;
  if ((typeof version === 'string' && /^[3-9]/.test(version)) || fields(written)['registered_name'] !== undefined) {
    throw ofKerasThree(file, 'a model of Keras 3');
  }
  const description = fields(camelCased(written));
  switch (description['className']) {
    case 'Sequential':
      return { file, weights, ...sequential(file, description['config']) };
    case 'Functional':
    case 'Model':
      return { file, weights, ...functional(file, fields(description['config'])) };
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
      throw ofKerasThree(
        file,
        `a model whose layer "${printable(String(layer['name']), 80)}" is connected as Keras 3 writes it`,
      );
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

/** Keras 3 names the inputs of a layer differently. */
function checkLayers(file: string, described: readonly unknown[]): void {
  if (described.length > mostLayers) throw notOne(file, `it has more than ${mostLayers} layers`);
  const ofThree = described.some((layer) => {
    const config = fields(fields(layer)['config']);
    return config['batchShape'] !== undefined || fields(config['dtype'])['className'] === 'DTypePolicy';
  });
  if (ofThree) throw ofKerasThree(file, 'a model of Keras 3');
}

function layerOf(file: string, layer: Fields, calls: LayerDescription['calls']): LayerDescription {
  const config = fields(layer['config']);
  const { className } = layer;
  const name = layer['name'] ?? config['name'];
  if (typeof className !== 'string' || typeof name !== 'string') {
    throw notOne(file, 'one of its layers has no class or no name');
  }
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
