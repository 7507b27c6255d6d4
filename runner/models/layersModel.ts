/** Any layers model of TensorFlow.js or Keras 3 on disk, cut before its own classifier, below a new one. */
import type { layers as Layers, SymbolicTensor } from '@tensorflow/tfjs';
import { UserError } from '../../schemas/userError';
import type { TF } from '../engine/contract';
import { printable } from '../../words/printable';
import { withClassifier } from './classifier';
import { InitialWeights } from './initialWeights';
import type { ModelBuilder } from './layers';
import { type BaseInput, prepareFaces } from './preparation';
import { type LayerDescription, readTopology, type Topology } from './topology';
import { own } from '../../schemas/own';
import { count } from '../../words/numbers';

export const layersModel: ModelBuilder<'layersModel'> = (tf, model, { classes, seed, inputShape }) => {
  const topology = readTopology(model.base);
  const wanted = baseInput(topology);
  const inputs = tf.input({ name: 'faces', shape: [...inputShape] });
  const prepared = prepareFaces(tf, inputs, wanted, model.preprocessing);
  const output = outputLayer(topology, model.output);
  const features = withinWeights(tf, topology, () =>
    asVector(tf, topology, output, connect(tf, topology, prepared, output)),
  );
  const initialWeights = new InitialWeights(tf, seed);
  return withClassifier(tf, model, { name: 'layers_model', inputs, features, classes, initialWeights });
};

function baseInput({ file, layers, inputs }: Topology): BaseInput {
  const [name] = inputs[0] ?? [];
  const shape = layers.find((layer) => layer.name === name)?.config['batchInputShape'];
  if (inputs.length !== 1 || !Array.isArray(shape) || shape.length !== 4) {
    throw new UserError(
      `The base ${file} reads ${inputs.length === 1 ? `inputs of shape ${JSON.stringify(shape)}` : `${inputs.length} inputs`}; expected one batch of pictures.`,
      'Choose a base that reads pictures: height, width, channels.',
    );
  }
  const [, height, width, channels] = shape as unknown[];
  const isSize = (size: unknown): size is number => Number.isSafeInteger(size) && Number(size) > 0;
  const isOpenSize = (size: unknown): size is number | null => size === null || isSize(size);
  if (!isOpenSize(height) || !isOpenSize(width) || !isSize(channels)) {
    throw new UserError(
      `The base ${file} reads pictures of shape ${JSON.stringify(shape).slice(0, 80)}; expected [null, height, width, channels].`,
      'Save the base model again.',
    );
  }
  checkSize(file, 'reads', [height ?? 1, width ?? 1, channels]);
  return { height, width, channels };
}

/** Most values of a layer for one face: far more than any network for faces has. */
const mostValues = 2 ** 26;

/** A few bytes can ask for a picture that fits in no memory. */
function checkSize(file: string, does: string, sizes: readonly number[]): void {
  if (sizes.reduce((product, size) => product * size, 1) <= mostValues) return;
  throw new UserError(
    `The base ${file} ${does} ${sizes.join(' × ')} values for one face: at most ${count(mostValues)} are computed.`,
    'Choose a base for smaller pictures.',
  );
}

/**
 * Builds layers, and stops as soon as they would have more weights than the file describes: the file states their sizes
 * twice, and one of them may be false.
 */
function withinWeights<T>(tf: TF, { file, values }: Topology, work: () => T): T {
  let left = values;
  const prototype = tf.layers.Layer.prototype as unknown as { addWeight: AddWeight };
  const { addWeight } = prototype;
  prototype.addWeight = function (this: Layers.Layer, name, shape, ...rest) {
    left -= sizeOf(shape);
    if (!(left >= 0)) {
      throw new UserError(
        `The layers of ${file} need more weights than it describes: the layer "${printable(this.name, 80)}" has ${name} of ${shape.join(' × ')}.`,
        'Copy the base model again, all files of its folder.',
      );
    }
    return addWeight.call(this, name, shape, ...rest);
  };
  try {
    return work();
  } finally {
    prototype.addWeight = addWeight;
  }
}

type AddWeight = (this: Layers.Layer, name: string, shape: readonly (number | null)[], ...rest: unknown[]) => unknown;

const sizeOf = (shape: readonly (number | null)[]): number =>
  shape.reduce<number>((product, size) => product * (size ?? 1), 1);

/** The named layer, otherwise the last one before the base's own classifier: Dense, activation and dropout at the end. */
function outputLayer(topology: Topology, wanted: string | undefined): LayerDescription {
  const { file, layers, outputs } = topology;
  const find = (name: string | undefined) => layers.find((layer) => layer.name === name);
  if (wanted !== undefined) {
    const found = find(wanted);
    if (found) return found;
    const names = layers.map(({ name }) => name);
    const shown = names.slice(-12).join(', ');
    throw new UserError(
      `The base ${file} has no layer "${wanted}".`,
      `Set model.output to one of its ${names.length} layers; the last are ${shown}.`,
    );
  }
  const before = (layer: LayerDescription) => find(layer.calls[0]?.[0]?.[0]) ?? layer;
  const skip = (layer: LayerDescription, ...classNames: string[]) =>
    classNames.includes(layer.className) ? before(layer) : layer;
  const last = find(outputs[0]?.[0]) ?? layers.at(-1)!;
  const classifier = skip(last, 'Activation', 'Softmax');
  return classifier.className === 'Dense' ? skip(before(classifier), 'Dropout') : last;
}

/**
 * Builds the layers that the output depends on again, on top of the prepared faces instead of the base's own input. Their
 * weights are zeros.
 */
function connect(tf: TF, topology: Topology, prepared: SymbolicTensor, output: LayerDescription): SymbolicTensor {
  const { layers, inputs } = topology;
  const described = new Map(layers.map((layer) => [layer.name, layer]));
  const built = new Map<string, Layers.Layer>();
  const values = new Map<string, SymbolicTensor[]>();
  const key = (name: string, call: number) => `${call} ${name}`;
  values.set(key(inputs[0]![0], 0), [prepared]);

  const valueOf = (name: string, call: number, tensor: number): SymbolicTensor => {
    const known = values.get(key(name, call)) ?? make(name, call);
    const value = known[tensor];
    if (value !== undefined) return value;
    throw new UserError(
      `${topology.file} reads output ${tensor} of the layer "${printable(name, 80)}", which has ${known.length}.`,
      'Save the base model again.',
    );
  };
  const begun = new Set<string>();
  const make = (name: string, call: number): SymbolicTensor[] => {
    if (begun.has(key(name, call))) {
      throw new UserError(
        `The layers of ${topology.file} go round in a circle: "${printable(name, 80)}" reads what comes of it.`,
        'Save the base model again.',
      );
    }
    begun.add(key(name, call));
    const layer = described.get(name);
    const read = layer?.calls[call];
    if (!layer || !read || layer.className === 'InputLayer') {
      throw new UserError(
        `${topology.file} connects to a layer "${name}" that it does not describe, or that is another input.`,
        'Save the base model again.',
      );
    }
    const from = read.map(([source, node, tensor]) => valueOf(source, node, tensor));
    const instance = built.get(name) ?? create(tf, topology, layer);
    built.set(name, instance);
    const made = attempt(topology, layer, () => instance.apply(from.length === 1 ? from[0]! : from));
    const outputs = (Array.isArray(made) ? made : [made]) as SymbolicTensor[];
    for (const { shape } of outputs) {
      checkSize(
        topology.file,
        `computes in "${printable(name, 80)}"`,
        shape.slice(1).map((size) => size ?? 1),
      );
    }
    values.set(key(name, call), outputs);
    return outputs;
  };
  return valueOf(output.name, 0, 0);
}

function create(tf: TF, topology: Topology, layer: LayerDescription): Layers.Layer {
  const { className, config } = layer;
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  const [constructor, fromConfig] = own(classNameMap, className) ?? [];
  if (!constructor || !fromConfig) {
    throw new UserError(
      `The layer "${layer.name}" of ${topology.file} is a ${printable(className, 80)}, which TensorFlow.js does not have.`,
      'Choose a base of stock layers, or set model.output to a layer before this one.',
    );
  }
  return attempt(topology, layer, () => {
    const made = fromConfig(constructor, config as Parameters<typeof fromConfig>[1]) as Layers.Layer;
    // Random weights would be drawn only to be replaced.
    made.setFastWeightInitDuringBuild(true);
    return made;
  });
}

/** @throws UserError naming the layer that TensorFlow.js did not accept */
function attempt<T>({ file }: Topology, { name }: LayerDescription, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `The layer "${name}" of ${file} cannot be built: ${reasonOf(error)}.`,
      'Save the base model again, or choose another one.',
    );
  }
}

/** The reason in the library's words, if it gives any. */
function reasonOf(error: unknown): string {
  const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n', 1);
  if (error instanceof RangeError) return 'its layers hold each other too deeply, or ask for too much';
  if (first === '') return 'one of its settings has a value that is not known there';
  return printable(
    first.replaceAll('[object Object]', 'an object').replaceAll(' or null/undefined', '').replace(/\.$/, ''),
  );
}

function asVector(tf: TF, { file }: Topology, { name }: LayerDescription, features: SymbolicTensor): SymbolicTensor {
  if (features.rank === 2) return features;
  if (features.rank === 4) {
    return tf.layers.globalAveragePooling2d({ name: 'base_pool' }).apply(features) as SymbolicTensor;
  }
  throw new UserError(
    `The layer "${name}" of ${file} gives values of shape ${JSON.stringify(features.shape)}; expected pictures or one vector a face.`,
    'Set model.output to another layer.',
  );
}
