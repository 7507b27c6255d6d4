/** Weights of a base as a file has them, and how they are put into a model. */
import type { layers as Layers, LayersModel, Tensor } from '@tensorflow/tfjs';
import { UserError } from '../../schemas/userError';
import type { TF } from '../engine/contract';
import { leafLayers } from '../train/trainable';

export interface StoredWeight {
  /** `kernel`, `moving_mean`; absent when the file has only the order. */
  readonly name?: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Weights of each layer, in the layer's order. */
export type StoredWeights = ReadonlyMap<string, readonly StoredWeight[]>;

/**
 * Every layer gets the weights of its own name. Other weights of the file, such as another classifier, are left out.
 * @param file for messages
 * @throws UserError naming the layer that does not fit, before any weight has changed
 */
export function assignWeights(tf: TF, layers: readonly Layers.Layer[], stored: StoredWeights, file: string): void {
  const weighted = layers.flatMap(leavesOf).filter(({ weights }) => weights.length > 0);
  for (const layer of weighted) check(layer, stored, file);
  for (const { name, weights } of weighted) {
    stored.get(name)!.forEach(({ values }, i) => {
      const weight = weights[i]!;
      const value: Tensor = tf.tensor(values, weight.shape as number[]);
      weight.write(value);
      value.dispose();
    });
  }
}

/** The layers of a model inside the model, otherwise the layer itself. */
function leavesOf(layer: Layers.Layer): Layers.Layer[] {
  return 'layers' in layer ? leafLayers(layer as LayersModel) : [layer];
}

/** The layer's own name of a weight. */
function ownName(layer: Layers.Layer, index: number): string {
  return layer.weights[index]!.originalName.split('/').at(-1)!;
}

function check(layer: Layers.Layer, stored: StoredWeights, file: string): void {
  const found = stored.get(layer.name);
  if (!found) {
    const names = [...stored.keys()];
    throw misfit(
      file,
      `has no weights of the layer "${layer.name}"; it has ${names.length} layers with weights: ${shown(names)}`,
    );
  }
  const { weights } = layer;
  if (found.length !== weights.length) {
    throw misfit(
      file,
      `has ${found.length} weights of the layer "${layer.name}"; expected ${weights.length}: ${weights.map((_, i) => ownName(layer, i)).join(', ')}`,
    );
  }
  found.forEach(({ name, shape, values }, i) => {
    const own = ownName(layer, i);
    if (name !== undefined && name !== own) {
      throw misfit(file, `has "${name}" as weight ${i + 1} of the layer "${layer.name}"; expected "${own}"`);
    }
    const expected = weights[i]!.shape as number[];
    if (shape.join() !== expected.join()) {
      throw misfit(
        file,
        `has ${own} of the layer "${layer.name}" in the shape ${sizes(shape)}; expected ${sizes(expected)}`,
      );
    }
    if (!values.every(Number.isFinite)) {
      throw misfit(file, `has values in ${own} of the layer "${layer.name}" that are no finite numbers`);
    }
  });
}

const sizes = (shape: readonly number[]): string => shape.join('×') || 'of one number';

function shown(names: readonly string[]): string {
  const first = names.slice(0, 6).join(', ');
  return names.length > 6 ? `${first}, …` : first || 'none';
}

function misfit(file: string, what: string): UserError {
  return new UserError(
    `The weights ${file} do not fit: the file ${what}.`,
    'Give weights of the same network, or another model in the experiment.',
  );
}
