/** A trained network as its run saved it: its layers with what they read, their sizes and their weights. Needs no engine. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { runFiles } from '../../schemas/runDirectory';
import { UserError } from '../../schemas/userError';
import { printable } from '../../words/printable';
import { readModelJson, type Fields } from '../models/modelJson';
import { type LayerDescription, readTopology, type Topology } from '../models/topology';
import { readGroup } from '../weights/layersFile';
import { outputShape } from './shapes';

/** The last layer, which turns logits into probabilities. */
export const probabilitiesLayer = 'probabilities';

export interface NetworkWeight {
  /** `kernel`, `moving_mean` */
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface NetworkLayer {
  readonly className: string;
  readonly name: string;
  /** In TensorFlow.js's spelling. */
  readonly config: Fields;
  /** Names of the layers that it reads. */
  readonly reads: readonly string[];
  /** Of one face, without the batch, channels last. */
  readonly shape: readonly number[];
  readonly weights: readonly NetworkWeight[];
}

export interface Network {
  /** In the order in which data flows: the first is the input, the last gives the probabilities. */
  readonly layers: readonly NetworkLayer[];
}

/**
 * Reads the best model of a run.
 * @throws UserError when the run has none, or one with layers that cannot be exported; naming the layer
 */
export async function readNetwork(runDirectory: string): Promise<Network> {
  const file = path.join(runDirectory, runFiles.model, 'model.json');
  if (!existsSync(file)) {
    throw new UserError(
      `The run ${path.basename(runDirectory)} has no weights: ${file} is missing.`,
      'Its folder model/ was deleted, or left out when the run was copied. Put it back, or run the experiment again.',
    );
  }
  const topology = readTopology(file);
  const weights = await readWeights(file);
  const shapes = new Map<string, readonly number[]>();
  const layers = topology.layers.map((layer): NetworkLayer => {
    const reads = readBy(topology, layer);
    const shape = outputShape(
      layer,
      reads.map((name) => shapes.get(name) ?? unknownSource(topology, layer, name)),
    );
    if (shape === undefined) throw notExported(layer);
    shapes.set(layer.name, shape);
    return { ...layer, reads, shape, weights: weights.get(layer.name) ?? [] };
  });
  return { layers };
}

/** Every layer of our networks is called once and has one output. */
function readBy({ file }: Topology, layer: LayerDescription): string[] {
  const [call = [], ...more] = layer.calls;
  if (more.length === 0 && call.every(([, node, tensor]) => node === 0 && tensor === 0))
    return call.map(([name]) => name);
  throw new UserError(
    `The layer "${printable(layer.name, 80)}" of ${file} is used more than once, or reads one that is: such networks cannot be exported.`,
    'Export a network whose layers are used once.',
  );
}

function unknownSource({ file }: Topology, { name }: LayerDescription, source: string): never {
  throw new UserError(
    `The layer "${printable(name, 80)}" of ${file} reads "${printable(source, 80)}", which is not described before it.`,
    'Repeat the run: its model.json is damaged.',
  );
}

/** @throws UserError naming the layer */
export function notExported({ name, className }: Pick<LayerDescription, 'name' | 'className'>): UserError {
  return new UserError(
    `The layer "${printable(name, 80)}" is a ${printable(className, 80)} with settings that cannot be exported.`,
    'The networks of FER Experiments can all be exported; a layersModel can if its base has only layers that these have, too.',
  );
}

async function readWeights(file: string): Promise<Map<string, NetworkWeight[]>> {
  const weights = new Map<string, NetworkWeight[]>();
  for (const group of readModelJson(file).groups) {
    const bytes = await readGroup(file, group);
    let offset = bytes.byteOffset;
    for (const { name, shape, dtype, quantization } of group.weights) {
      if (dtype !== 'float32' || quantization) {
        throw new UserError(
          `The weight "${printable(name, 80)}" of ${file} is no float32, as runs save weights.`,
          'Repeat the run.',
        );
      }
      const end = offset + 4 * shape.reduce((product, size) => product * size, 1);
      const [layer = name, ...rest] = name.split('/');
      const values = new Float32Array(bytes.buffer.slice(offset, end) as ArrayBuffer);
      const entry = { name: rest.at(-1) ?? name, shape, values };
      const earlier = weights.get(layer);
      if (earlier) earlier.push(entry);
      else weights.set(layer, [entry]);
      offset = end;
    }
  }
  return weights;
}
