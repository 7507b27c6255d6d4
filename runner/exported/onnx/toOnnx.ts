/** A trained network as an ONNX model. */
import { UserError } from '../../../schemas/userError';
import { type Network, type NetworkLayer, probabilitiesLayer } from '../network';
import type { ExportChoice, NetworkNotes } from '../notes';
import { encodeModel } from './encodeModel';
import { OnnxGraph, type Value } from './graph';
import { convertLayer } from './layers';
import type { OnnxModel, OnnxValue } from './messages';

/** The version of ONNX's operators: of 2022, which its runtimes have had since. */
export const onnxOpset = 17;
const irVersion = 8;

/** Of a grey value. */
const white = 255;

/** What the file says of itself. */
export type OnnxNotes = Pick<NetworkNotes, 'facts'> & {
  /** What the network is not for. */
  readonly notice: string;
};

/**
 * Takes `faces`, `[N, height, width, 1]` float32, and gives `probabilities` or `logits`, `[N, classes]`.
 * @throws UserError naming a layer that cannot be exported, or when the weights do not fit in a file of ONNX
 */
export function toOnnx(network: Network, choice: ExportChoice, { facts, notice }: OnnxNotes): Uint8Array {
  const layers = network.layers.filter(({ name }) => choice.answers === 'probabilities' || name !== probabilitiesLayer);
  checkSize(layers);
  const graph = new OnnxGraph();
  const values = new Map<string, Value>();
  const [input] = layers as [NetworkLayer];
  for (const layer of layers) {
    const { name, className, reads } = layer;
    const inputs = reads.map((source) => values.get(source)!);
    values.set(name, className === 'InputLayer' ? read(graph, layer, choice) : convertLayer(graph, layer, inputs));
  }
  const output = values.get(layers.at(-1)!.name)!;
  const model: OnnxModel = {
    irVersion,
    producerName: 'FER Experiments',
    producerVersion: facts['ferexp.version'] ?? '',
    docString: notice,
    opsetImport: [{ domain: '', version: onnxOpset }],
    graph: {
      name: facts['ferexp.run'] ?? '',
      node: graph.nodes,
      initializer: graph.constants,
      input: [valueInfo(inputName, input.shape)],
      output: [valueInfo(output.name, output.shape)],
    },
    metadataProps: Object.entries(facts).map(([key, value]) => ({ key, value })),
  };
  return encodeModel(model);
}

const inputName = 'faces';

function read(graph: OnnxGraph, { shape }: NetworkLayer, { preprocessing }: ExportChoice): Value {
  if (preprocessing === 'outside') return { name: inputName, shape, channels: 'last' };
  const factor = graph.floats(`${inputName}/white`, [], Float32Array.of(white));
  return { name: graph.add('Div', `${inputName}/scaled`, [inputName, factor]), shape, channels: 'last' };
}

function valueInfo(name: string, shape: readonly number[]): OnnxValue {
  const dim = [{ dimParam: 'N' }, ...shape.map((dimValue) => ({ dimValue }))];
  return { name, type: { tensorType: { elemType: 1, shape: { dim } } } };
}

/** Most bytes of a message of Protocol Buffers, which an ONNX file is. */
const mostOnnxBytes = 2 ** 31 - 1;
/** The layers' names and operations take far less than this. */
const room = 2 ** 24;

function checkSize(layers: readonly NetworkLayer[]): void {
  const bytes = layers.flatMap(({ weights }) => weights).reduce((sum, { values }) => sum + values.byteLength, 0);
  if (bytes + room <= mostOnnxBytes) return;
  throw new UserError('The network has more weights than an ONNX file may hold, 2 GB.', 'Export it to Keras.');
}
