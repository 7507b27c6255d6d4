/** What layers make of the size of their input, as Keras does: height, width, channels. */
import type { LayerDescription } from '../models/topology';

type Shape = readonly number[];
type Described = Pick<LayerDescription, 'className' | 'config'>;

/** How far a window reaches beyond the picture. */
export interface Padding {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

export interface Window {
  readonly kernel: readonly [height: number, width: number];
  readonly strides: readonly [height: number, width: number];
  readonly padding: Padding;
}

/** Two whole numbers of a setting that Keras writes as one number or as two. */
function pair(value: unknown): readonly [number, number] | undefined {
  const [first, second = first] = (Array.isArray(value) ? value : [value]) as unknown[];
  return isSize(first) && isSize(second) ? [first, second] : undefined;
}

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;

/**
 * Where the window of a convolution or of pooling lies. "same" pads as TensorFlow does: what is odd comes after.
 * @param size `[height, width, channels]` of the input
 * @returns undefined for settings that our networks do not have
 */
export function windowOf({ config }: Described, size: Shape): Window | undefined {
  const kernel = pair(config['kernelSize'] ?? config['poolSize']);
  const strides = pair(config['strides'] ?? config['poolSize']);
  const dilation = pair(config['dilationRate'] ?? 1);
  const [height, width] = size;
  if (!kernel || !strides || dilation?.join() !== '1,1' || size.length !== 3) return undefined;
  if ((config['dataFormat'] ?? 'channelsLast') !== 'channelsLast') return undefined;
  if (config['padding'] === 'valid') return { kernel, strides, padding: { top: 0, left: 0, bottom: 0, right: 0 } };
  if (config['padding'] !== 'same') return undefined;
  const missing = (length: number, axis: 0 | 1) =>
    Math.max(0, (Math.ceil(length / strides[axis]) - 1) * strides[axis] + kernel[axis] - length);
  const [rows, columns] = [missing(height!, 0), missing(width!, 1)];
  const [top, left] = [Math.floor(rows / 2), Math.floor(columns / 2)];
  return { kernel, strides, padding: { top, left, bottom: rows - top, right: columns - left } };
}

/** @returns `[height, width]` */
function windows(layer: Described, size: Shape): [number, number] | undefined {
  const window = windowOf(layer, size);
  if (!window) return undefined;
  const { kernel, strides, padding } = window;
  const places = (length: number, axis: 0 | 1) => Math.floor((length - kernel[axis]) / strides[axis]) + 1;
  return [places(size[0]! + padding.top + padding.bottom, 0), places(size[1]! + padding.left + padding.right, 1)];
}

/** Rows and columns of zeros that ZeroPadding2D adds. */
export function zerosOf({ config }: Described): Padding | undefined {
  const [rows, columns] = (config['padding'] ?? []) as readonly unknown[];
  if (!Array.isArray(rows) || !Array.isArray(columns)) return undefined;
  const [top, bottom, left, right] = [...rows, ...columns] as unknown[];
  const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
  return isCount(top) && isCount(bottom) && isCount(left) && isCount(right) ? { top, bottom, left, right } : undefined;
}

const product = (shape: Shape): number => shape.reduce((all, size) => all * size, 1);

/**
 * The size of a layer's output for one face.
 * @param inputs of what it reads
 * @returns undefined for a layer that our networks do not have
 */
export function outputShape(layer: Described, inputs: readonly Shape[]): Shape | undefined {
  const { className, config } = layer;
  const [first = [], second] = inputs;
  switch (className) {
    case 'InputLayer': {
      const shape = config['batchInputShape'];
      return Array.isArray(shape) && shape.slice(1).every(isSize) ? (shape.slice(1) as number[]) : undefined;
    }
    case 'Conv2D': {
      const places = windows(layer, first);
      return places && isSize(config['filters']) ? [...places, config['filters']] : undefined;
    }
    case 'DepthwiseConv2D': {
      const places = windows(layer, first);
      const multiplier = config['depthMultiplier'] ?? 1;
      return places && isSize(multiplier) ? [...places, first[2]! * multiplier] : undefined;
    }
    case 'MaxPooling2D': {
      const places = windows(layer, first);
      return places && [...places, first[2]!];
    }
    case 'ZeroPadding2D': {
      const zeros = zerosOf(layer);
      const [height = 0, width = 0, channels = 0] = first;
      return zeros && [height + zeros.top + zeros.bottom, width + zeros.left + zeros.right, channels];
    }
    case 'GlobalAveragePooling2D':
      return first.length === 3 ? [first[2]!] : undefined;
    case 'Flatten':
      return [product(first)];
    case 'Dense':
      return isSize(config['units']) ? [...first.slice(0, -1), config['units']] : undefined;
    case 'Reshape': {
      const target = config['targetShape'];
      return Array.isArray(target) && target.every(isSize) && product(target) === product(first) ? target : undefined;
    }
    case 'Permute': {
      const dims = config['dims'];
      return Array.isArray(dims) && dims.join() === '2,1' && first.length === 2 ? [first[1]!, first[0]!] : undefined;
    }
    case 'Add':
    case 'Multiply':
      return inputs.length === 2 && first.length === second!.length
        ? first.map((size, axis) => Math.max(size, second![axis]!))
        : undefined;
    case 'BatchNormalization':
    case 'Activation':
    case 'Dropout':
    case 'Rescaling':
      return first;
    default:
      return undefined;
  }
}
