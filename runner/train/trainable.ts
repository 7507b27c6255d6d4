/** Selects the layers that training changes. */
import type { layers as Layers, LayersModel } from '@tensorflow/tfjs';
import { closest } from 'fastest-levenshtein';
import { isOfBlock } from '../../experiment/blocks';
import type { ResolvedTraining, Trainable } from '../../experiment/types';
import { UserError } from '../../schemas/userError';
import { preparationPrefix } from '../models/preparation';

type Layer = Layers.Layer;

/** All layers in the order in which data flows; a nested model is replaced by its layers. */
export function leafLayers(model: LayersModel): Layer[] {
  return model.layers.flatMap((layer) => (isModel(layer) ? leafLayers(layer) : [layer]));
}

function isModel(layer: Layer): layer is LayersModel {
  return 'layers' in layer;
}

/** The layers whose weights training can change. Those that prepare the faces are fixed. */
function weightedLayers(model: LayersModel): Layer[] {
  return leafLayers(model).filter((layer) => layer.weights.length > 0 && !layer.name.startsWith(preparationPrefix));
}

export interface TrainableSettings extends Pick<ResolvedTraining, 'batchNormalization'> {
  readonly trainable: Trainable;
  /** For messages: the place of `trainable` in the file. */
  readonly setting: string;
}

/**
 * The names of the layers that training changes, in the order of the model.
 * @throws UserError if `trainable` names no block or layer of the model, or if nothing is left to train
 */
export function trainedLayers(
  model: LayersModel,
  { trainable, batchNormalization, setting }: TrainableSettings,
): string[] {
  const chosen = choose(model, trainable, setting);
  const trained = chosen
    .filter((layer) => batchNormalization === 'trained' || layer.getClassName() !== 'BatchNormalization')
    .map(({ name }) => name);
  if (trained.length > 0) return trained;
  throw new UserError(
    `${setting} leaves nothing to train: no layer that it names has weights that training changes.`,
    'Begin at an earlier layer, or set it to "head" or "all".',
  );
}

function choose(model: LayersModel, trainable: Trainable, setting: string): Layer[] {
  const weighted = weightedLayers(model);
  if (trainable === 'all') return weighted;
  if (trainable === 'head') return weighted.slice(-1);
  if ('last' in trainable) return weighted.slice(-trainable.last);
  const layers = leafLayers(model);
  const start = layers.findIndex(({ name }) => isOfBlock(name, trainable.from));
  if (start < 0) throw unknownName(weighted, trainable.from, setting);
  return weighted.filter((layer) => layers.indexOf(layer) >= start);
}

function unknownName(weighted: readonly Layer[], name: string, setting: string): UserError {
  const names = weighted.map((layer) => layer.name);
  const candidates = [...new Set(names.flatMap(withPrefixes))];
  return new UserError(
    `${setting} begins at “${name}”, which is no block or layer of the model. Did you mean “${closest(name, candidates)}”?`,
    `Take a layer, or a block by what its layers begin with: ${listed(names)}.`,
  );
}

/** `conv5_block1_1_conv`, `conv5_block1_1`, `conv5_block1` and `conv5`. */
function withPrefixes(name: string): string[] {
  const words = name.split('_');
  return words.map((_, i) => words.slice(0, words.length - i).join('_'));
}

/** Shows the last ones, since those are fine-tuned. */
function listed(names: readonly string[]): string {
  const most = 12;
  return names.length <= most ? names.join(', ') : `…, ${names.slice(-most).join(', ')}`;
}

/** Freezes all layers except these. Frozen batch normalisation uses its averages, even in training. */
export function setTrained(model: LayersModel, names: Iterable<string>): void {
  const trained = new Set(names);
  for (const layer of leafLayers(model)) layer.trainable = trained.has(layer.name);
}

/** The names from the last call of `setTrained`; in a new model, all layers with weights. */
export function namesOfTrained(model: LayersModel): string[] {
  return leafLayers(model)
    .filter((layer) => layer.trainableWeights.length > 0)
    .map(({ name }) => name);
}

/** What training changes besides the trainable weights: the averages of batch normalisation that is not frozen. */
export function movingAverages(model: LayersModel): Layer['nonTrainableWeights'] {
  return leafLayers(model)
    .filter(({ trainable }) => trainable)
    .flatMap((layer) => layer.nonTrainableWeights);
}
