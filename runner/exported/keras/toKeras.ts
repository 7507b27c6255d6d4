/** A trained network as a model of Keras 3: a zip archive of its configuration and its weights. */
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { type Network, type NetworkLayer, probabilitiesLayer } from '../network';
import type { ExportChoice, NetworkNotes } from '../notes';
import { layerConfig } from './layers';
import { kerasWeights } from './weightsFile';

/** Whose configuration is written; a test loads it there. */
export const kerasVersion = '3.15.1';

export interface KerasNotes extends Pick<NetworkNotes, 'facts'> {
  /** What the network is not for. */
  readonly notice: string;
  /** When the run ended. */
  readonly saved: Date;
}

const inputName = 'faces';
const pixelsName = 'pixels';

/**
 * The archive, with a functional model that takes `faces`, `[N, height, width, 1]`, and gives probabilities or logits.
 * @throws UserError naming a layer that cannot be exported
 */
export async function toKeras(
  network: Network,
  choice: ExportChoice,
  { facts, notice, saved }: KerasNotes,
): Promise<Uint8Array> {
  const layers = chosenLayers(network, choice);
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const config = {
    module: 'keras.src.models.functional',
    class_name: 'Functional',
    config: {
      name: 'fer_network',
      trainable: true,
      layers: layers.map((layer) =>
        layerConfig(
          layer,
          layer.reads.map((name) => byName.get(name)!),
        ),
      ),
      input_layers: [inputName, 0, 0],
      output_layers: [layers.at(-1)!.name, 0, 0],
    },
    registered_name: 'Functional',
    build_config: { input_shape: null },
  };
  const time = saved.toISOString();
  const metadata = {
    keras_version: kerasVersion,
    date_saved: `${time.slice(0, 10)}@${time.slice(11, 19)}`,
    ...facts,
    notice,
  };
  const zip = new ZipFile();
  const options = { mtime: saved, compress: false };
  zip.addBuffer(Buffer.from(JSON.stringify(metadata)), 'metadata.json', options);
  zip.addBuffer(Buffer.from(JSON.stringify(config)), 'config.json', options);
  zip.addBuffer(Buffer.from(await kerasWeights(layers)), 'model.weights.h5', options);
  zip.end();
  return buffer(zip.outputStream);
}

/** Those of the network, from `faces` on, with the division of grey values first where that is to be inside. */
function chosenLayers({ layers }: Network, { preprocessing, answers }: ExportChoice): NetworkLayer[] {
  const [input, ...rest] = layers as [NetworkLayer, ...NetworkLayer[]];
  const faces = { ...input, name: inputName };
  const pixels: NetworkLayer = {
    ...{ className: 'Rescaling', name: pixelsName, config: { scale: 1 / 255 } },
    ...{ reads: [inputName], shape: input.shape, weights: [] },
  };
  const first = preprocessing === 'inside' ? [faces, pixels] : [faces];
  const source = first.at(-1)!.name;
  const kept = rest.filter(({ name }) => answers === 'probabilities' || name !== probabilitiesLayer);
  return [
    ...first,
    ...kept.map((layer) => ({ ...layer, reads: layer.reads.map((name) => (name === input.name ? source : name)) })),
  ];
}
