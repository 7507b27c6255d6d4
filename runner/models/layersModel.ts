/** Any TensorFlow.js layers model on disk, cut before its own classifier, below a new one. */
import type { layers as Layers, SymbolicTensor } from '@tensorflow/tfjs';
import { UserError } from '../../schemas/userError';
import type { TF } from '../engine/engine';
import { withClassifier } from './classifier';
import { InitialWeights } from './initialWeights';
import type { ModelBuilder } from './layers';
import { type BaseInput, prepareFaces } from './preparation';
import { type LayerDescription, readTopology, type Topology } from './topology';

export const layersModel: ModelBuilder<'layersModel'> = (tf, model, { classes, seed, inputShape }) => {
  const topology = readTopology(model.base);
  const wanted = baseInput(topology);
  const inputs = tf.input({ name: 'faces', shape: [...inputShape] });
  const prepared = prepareFaces(tf, inputs, wanted, model.preprocessing);
  const output = outputLayer(topology, model.output);
  const features = asVector(tf, topology, output, connect(tf, topology, prepared, output));
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
  const [, height, width, channels] = shape as [null, number | null, number | null, number];
  return { height, width, channels };
}

/** The named layer; else the last one before the base's own classifier, which is Dense, activation and dropout at the end. */
function outputLayer(topology: Topology, given: string | undefined): LayerDescription {
  const { file, layers, outputs } = topology;
  const find = (name: string | undefined) => layers.find((layer) => layer.name === name);
  if (given !== undefined) {
    const found = find(given);
    if (found) return found;
    const names = layers.map(({ name }) => name);
    const shown = names.slice(-12).join(', ');
    throw new UserError(
      `The base ${file} has no layer "${given}".`,
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
 * Builds the layers that the output depends on anew, on top of the prepared faces instead of the base's own input. Their
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
    return known[tensor]!;
  };
  const make = (name: string, call: number): SymbolicTensor[] => {
    const layer = described.get(name);
    const read = layer?.calls[call];
    if (!layer || !read || layer.className === 'InputLayer') {
      throw new UserError(
        `${topology.file} connects to a layer "${name}" that it does not describe, or that is another input.`,
        'Save the base model anew.',
      );
    }
    const from = read.map(([source, node, tensor]) => valueOf(source, node, tensor));
    const instance = built.get(name) ?? create(tf, topology, layer);
    built.set(name, instance);
    const made = attempt(topology, layer, () => instance.apply(from.length === 1 ? from[0]! : from));
    const outputs = (Array.isArray(made) ? made : [made]) as SymbolicTensor[];
    values.set(key(name, call), outputs);
    return outputs;
  };
  return valueOf(output.name, 0, 0);
}

function create(tf: TF, topology: Topology, layer: LayerDescription): Layers.Layer {
  const { className, config } = layer;
  const [constructor, fromConfig] = tf.serialization.SerializationMap.getMap().classNameMap[className] ?? [];
  if (!constructor || !fromConfig) {
    throw new UserError(
      `The layer "${layer.name}" of ${topology.file} is a ${className}, which TensorFlow.js does not have.`,
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

/** @throws UserError naming the layer that TensorFlow.js did not take */
function attempt<T>({ file }: Topology, { name }: LayerDescription, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `The layer "${name}" of ${file} cannot be built: ${(error as Error).message}`,
      'Save the base model anew, or choose another one.',
    );
  }
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
