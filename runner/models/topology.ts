/** `model.json` of a TensorFlow.js layers model: its layers and how they are connected. Weights are read elsewhere. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { io } from '@tensorflow/tfjs';
import { fileError } from '../../rundir/fileError';
import { UserError } from '../../schemas/userError';

/** Layer, its how manieth call, which of its outputs. */
export type Connection = readonly [layer: string, node: number, tensor: number, ...rest: unknown[]];

export interface LayerDescription {
  readonly className: string;
  readonly name: string;
  /** In TensorFlow.js's spelling. */
  readonly config: Readonly<Record<string, unknown>>;
  /** For every call of the layer, what it reads. */
  readonly calls: readonly (readonly Connection[])[];
}

export interface Topology {
  /** Absolute path of model.json. */
  readonly file: string;
  readonly layers: readonly LayerDescription[];
  readonly inputs: readonly Connection[];
  readonly outputs: readonly Connection[];
  readonly weightsManifest: io.WeightsManifestConfig;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * @param base absolute path of model.json or of its folder
 * @throws UserError when it cannot be read or is no layers model
 */
export function readTopology(base: string): Topology {
  const file = isFolder(base) ? path.join(base, 'model.json') : base;
  const root = parse(file);
  const topology = fields(root['modelTopology'] ?? root);
  if (root['format'] === 'graph-model' || Array.isArray(topology['node'])) {
    throw notOne(file, 'it is a TensorFlow.js graph model, whose layers are gone', convertHint);
  }
  const description = fields(camelCased(topology['model_config'] ?? topology));
  const weightsManifest = (root['weightsManifest'] ?? []) as io.WeightsManifestConfig;
  switch (description['className']) {
    case 'Sequential':
      return { file, weightsManifest, ...sequential(file, description['config']) };
    case 'Functional':
    case 'Model':
      return { file, weightsManifest, ...functional(file, fields(description['config'])) };
    default:
      throw notOne(file, 'it names no Sequential or Functional model', convertHint);
  }
}

const convertHint =
  'Give the model.json that `model.save` of TensorFlow.js wrote, that the TensorFlow.js converter made of a Keras 2 model (`--output_format tfjs_layers_model`), or that is in the model/ folder of a run.';

function notOne(file: string, why: string, remedy: string): UserError {
  return new UserError(`${file} is no TensorFlow.js layers model: ${why}.`, remedy);
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function parse(file: string): Fields {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw fileError(error, `read the base model ${file}`);
  }
  try {
    return fields(JSON.parse(text));
  } catch (error) {
    throw notOne(file, `it is not JSON (${(error as Error).message})`, convertHint);
  }
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function sequential(file: string, config: unknown): Pick<Topology, 'layers' | 'inputs' | 'outputs'> {
  const described = (Array.isArray(config) ? config : fields(config)['layers']) as Fields[] | undefined;
  if (!Array.isArray(described) || described.length === 0) throw notOne(file, 'it has no layers', convertHint);
  const layers: LayerDescription[] = [];
  const first = fields(described[0]);
  if (first['className'] !== 'InputLayer') {
    const batchInputShape = inputShapeOf(first);
    if (!batchInputShape) throw notOne(file, 'it does not say what its first layer reads', convertHint);
    layers.push({ className: 'InputLayer', name: 'base_input', config: { batchInputShape }, calls: [[]] });
  }
  for (const layer of described) {
    const before = layers.at(-1);
    layers.push(layerOf(file, layer, [before ? [[before.name, 0, 0]] : []]));
  }
  return { layers, inputs: [[layers[0]!.name, 0, 0]], outputs: [[layers.at(-1)!.name, 0, 0]] };
}

/** Of the first layer of a sequential model, which may be a model itself. */
function inputShapeOf(layer: Fields): unknown {
  const config = fields(layer['config']);
  const inner = config['layers'];
  return config['batchInputShape'] ?? (Array.isArray(inner) ? inputShapeOf(fields(inner[0])) : undefined);
}

function functional(file: string, config: Fields): Pick<Topology, 'layers' | 'inputs' | 'outputs'> {
  const described = config['layers'];
  if (!Array.isArray(described) || described.length === 0) throw notOne(file, 'it has no layers', convertHint);
  const layers = (described as Fields[]).map((layer) => {
    const nodes = layer['inboundNodes'];
    const isKnown = Array.isArray(nodes) && nodes.every((node) => Array.isArray(node) && node.every(Array.isArray));
    if (!isKnown) {
      throw notOne(file, `its layer "${String(layer['name'])}" is connected as Keras 3 writes it`, convertHint);
    }
    return layerOf(file, layer, nodes.length === 0 ? [[]] : (nodes as unknown as Connection[][]));
  });
  return {
    layers,
    inputs: connections(config['inputLayers']),
    outputs: connections(config['outputLayers']),
  };
}

function layerOf(file: string, layer: Fields, calls: LayerDescription['calls']): LayerDescription {
  const config = fields(layer['config']);
  const { className } = layer;
  const name = layer['name'] ?? config['name'];
  if (typeof className !== 'string' || typeof name !== 'string') {
    throw notOne(file, 'one of its layers has no class or no name', convertHint);
  }
  return { className, name, config, calls };
}

/** One connection is written without the outer list by some versions. */
function connections(value: unknown): Connection[] {
  if (!Array.isArray(value)) return [];
  return (typeof value[0] === 'string' ? [value] : value) as Connection[];
}

/**
 * From Python's spelling, which model.json has, to TensorFlow.js's: names of settings and values such as `channels_last`.
 * Names of layers stay.
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
