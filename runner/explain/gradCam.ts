/** Grad-CAM (Selvaraju et al., 2017): where the feature maps that count for a class are bright. */
import type { LayersModel } from '@tensorflow/tfjs';
import { nearestName } from '../../experiment/names';
import { UserError } from '../../schemas/userError';
import { allLayers, type Faces, type LogitModel } from './logitModel';

type Layer = LayersModel['layers'][number];

/** Whether a layer gives feature maps, `[batch, rows, columns, channels]`. */
function givesFeatureMaps({ outputShape }: Layer): boolean {
  return outputShape.length === 4 && !Array.isArray(outputShape[0]);
}

/** A convolution, or the activation after the sum that ends a residual block. */
function isCandidate(layer: Layer): boolean {
  const kind = layer.getClassName();
  return givesFeatureMaps(layer) && (/Conv2D$/.test(kind) || kind === 'Activation' || kind === 'ReLU');
}

/**
 * The layer whose feature maps are weighed.
 * @param name by default the last convolution, or its activation
 * @throws UserError when there is no such layer
 */
export function camLayer(model: LayersModel, name?: string): Layer {
  const layers = allLayers(model);
  if (name === undefined) {
    const last = layers.findLast(isCandidate);
    if (last) return last;
    throw new UserError('Grad-CAM needs a convolution, and this network has none.', 'Choose another method.');
  }
  const named = layers.find((layer) => layer.name === name);
  if (named && givesFeatureMaps(named)) return named;
  const names = layers.filter(givesFeatureMaps).map((layer) => layer.name);
  const nearest = nearestName(name, names);
  throw new UserError(
    named ? `The layer "${name}" has no feature maps.` : `The network has no layer "${name}".`,
    nearest === undefined ? `Layers with feature maps: ${names.join(', ')}.` : `Did you mean ${nearest}?`,
  );
}

/**
 * ReLU(Σₖ αₖ Aₖ), αₖ the mean over positions of the gradient of the class's logit in feature map k, enlarged to the face.
 * @returns `height · width`, nothing negative
 */
export async function gradCam(model: LogitModel, face: Faces, target: number, layer: Layer): Promise<Float32Array> {
  const { values, gradients, shape } = await model.layerGradients(face, layer, target);
  const [rows, columns, channels] = shape;
  const positions = rows * columns;
  const weights = new Float64Array(channels);
  gradients.forEach((gradient, i) => (weights[i % channels]! += gradient / positions));
  const map = new Float32Array(positions);
  for (let position = 0; position < positions; position++) {
    let sum = 0;
    for (let k = 0; k < channels; k++) sum += weights[k]! * values[position * channels + k]!;
    map[position] = Math.max(0, sum);
  }
  return enlarge(map, [rows, columns], [model.height, model.width]);
}

/** Enlarges bilinearly, between the centres of pixels; edges continue outside the outermost centres. */
export function enlarge(
  map: Float32Array,
  [rows, columns]: readonly [number, number],
  [height, width]: readonly [number, number],
): Float32Array {
  const across = neighbours(columns, width);
  const out = new Float32Array(height * width);
  neighbours(rows, height).forEach(([top, bottom, down], y) => {
    across.forEach(([left, right, along], x) => {
      const at = (row: number, column: number) => map[row * columns + column]!;
      const above = at(top, left) * (1 - along) + at(top, right) * along;
      const below = at(bottom, left) * (1 - along) + at(bottom, right) * along;
      out[y * width + x] = above * (1 - down) + below * down;
    });
  });
  return out;
}

/** For each of `to` places: the places before and after it among `from`, and its relative position between the two. */
function neighbours(from: number, to: number): [before: number, after: number, share: number][] {
  return Array.from({ length: to }, (_, i) => {
    const place = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
    const before = Math.floor(place);
    return [before, Math.min(before + 1, from - 1), place - before];
  });
}
