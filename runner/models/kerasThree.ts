/**
 * Describes a model of Keras 3 as Keras 2 did, which is what TensorFlow.js reads: the spelling of inputs, of connections and
 * of objects that settings hold. Source: what Keras 3.15.1 writes into `config.json`.
 */
import { printable } from '../../words/printable';
import { type Fields, fields, notOne } from './modelJson';

/** Initial weights and their limits mean nothing for weights that were trained. */
const dropped = /_(initializer|constraint)$|^(quantization_config|autocast)$/;

/** @param written `{ class_name, config, … }` of the model, in Python's spelling */
export function asKerasTwo(file: string, written: Fields): Fields {
  const config = fields(written['config']);
  const described = config['layers'];
  if (!Array.isArray(described)) throw notOne(file, 'it has no layers');
  const layers = described.map((layer: unknown) => layerOf(file, fields(layer)));
  return { class_name: written['class_name'], config: { ...config, layers } };
}

/** Whether Keras 3 wrote it: only that names where classes are registered. */
export function isKerasThree(written: unknown): boolean {
  return Object.hasOwn(fields(written), 'registered_name');
}

function layerOf(file: string, layer: Fields): Fields {
  const { class_name: className, inbound_nodes: nodes } = layer;
  const config = fields(layer['config']);
  const name = layer['name'] ?? config['name'];
  const inner = Array.isArray(config['layers'])
    ? fields(asKerasTwo(file, layer)['config'])
    : settingsOf(className, config);
  return {
    ...(inner['layers'] === undefined ? { class_name: className } : { class_name: nested(className) }),
    name,
    config: inner,
    ...(Array.isArray(nodes) && { inbound_nodes: nodes.map((node: unknown) => connectionsOf(file, name, node)) }),
  };
}

/** TensorFlow.js knows a functional model by its older name. */
const nested = (className: unknown): unknown => (className === 'Functional' ? 'Model' : className);

function settingsOf(className: unknown, config: Fields): Fields {
  const settings: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(config)) {
    if (dropped.test(name)) continue;
    if (name === 'batch_shape') settings['batch_input_shape'] = value;
    else if (className === 'LeakyReLU' && name === 'negative_slope') settings['alpha'] = value;
    else if (name === 'dtype') settings[name] = 'float32';
    else if (name.endsWith('regularizer')) settings[name] = regularizerOf(value);
    else if (name.endsWith('activation')) settings[name] = activationOf(value);
    else settings[name] = value;
  }
  return settings;
}

/** Of a function, Keras 3 writes where it is registered. TensorFlow.js has silu by its other name. */
function activationOf(value: unknown): unknown {
  const { class_name: kind, config } = fields(value);
  const name = kind === 'function' ? config : value;
  return name === 'silu' ? 'swish' : name;
}

function regularizerOf(value: unknown): unknown {
  const { l1 = 0, l2 = 0 } = fields(fields(value)['config']);
  return l1 === 0 && l2 === 0 ? null : { class_name: 'L1L2', config: { l1, l2 } };
}

/** The tensors that one call of a layer reads, in its order. */
function connectionsOf(file: string, name: unknown, node: unknown): unknown[] {
  const { args, kwargs } = fields(node);
  const read: unknown[] = [];
  const take = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(take);
    const { class_name: kind, config } = fields(value);
    const history = kind === '__keras_tensor__' ? fields(config)['keras_history'] : undefined;
    if (Array.isArray(history)) read.push([...(history as unknown[]), {}]);
  };
  take(args);
  const positional = read.length;
  take(Object.values(fields(kwargs)));
  if (read.length > positional || positional === 0) {
    throw notOne(
      file,
      `its layer "${printable(String(name), 80)}" reads other layers by the names of its arguments`,
      'Set model.output to a layer before this one, or choose a base of stock layers.',
    );
  }
  return read;
}
