/** oneDNN's gradient of max pooling, ten times as fast as TensorFlow's own on a CPU. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { NativeBackend } from './backend';
import { computes, oneDnnKernel } from './oneDnn';

interface Pooling {
  readonly filterSize: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad: number | 'valid' | 'same';
}

function pair(value: number | [number, number]): [number, number] {
  return typeof value === 'number' ? [value, value] : value;
}

function attributes(native: NativeBackend, { filterSize, strides, pad }: Pooling) {
  return [
    native.type('T', 'float32'),
    native.integers('ksize', [1, ...pair(filterSize), 1]),
    native.integers('strides', [1, ...pair(strides), 1]),
    native.text('padding', String(pad).toUpperCase()),
    native.text('data_format', 'NHWC'),
    native.flag('workspace_enabled', true),
    oneDnnKernel(native),
  ];
}

/**
 * TensorFlow.js's pooling does not return the place of each maximum. Pooling again to find it costs a twentieth of the search
 * inside TensorFlow's own gradient.
 */
function gradient(native: NativeBackend, dy: Tensor, x: Tensor, pooling: Pooling): Tensor {
  return native.tf.tidy(() => {
    const known = attributes(native, pooling);
    const [y, places] = native.runMany('_MklNativeMaxPool', known, [x], 2);
    return native.run('_MklNativeMaxPoolGrad', known, [x, y!, dy, places!]);
  });
}

function isThere(native: NativeBackend): boolean {
  const { tf } = native;
  const pooling = { filterSize: 2, strides: 2, pad: 'valid' } as const;
  const compute = () => gradient(native, tf.ones([1, 1, 1, 1]), tf.tensor4d([1, 2, 4, 3], [1, 2, 2, 1]), pooling);
  return computes(native, compute, [0, 0, 1, 0]);
}

/** @returns whether oneDNN's gradient is used */
export function registerMaxPool(native: NativeBackend): boolean {
  if (!isThere(native)) return false;
  const { tf } = native;
  const stock = tf.getGradient('MaxPool');
  tf.unregisterGradient('MaxPool');
  tf.registerGradient({
    ...stock,
    gradFunc: (dy, saved, attrs) => {
      const pooling = attrs as unknown as Pooling;
      // A padding in pixels is TensorFlow.js's own; no TensorFlow operation has it.
      if (!native.isActive || typeof pooling.pad === 'number') return stock.gradFunc(dy, saved, attrs);
      return { x: () => gradient(native, dy as Tensor, saved[0] as Tensor4D, pooling) };
    },
  });
  return true;
}
