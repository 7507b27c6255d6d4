/** Dropout whose masks depend only on the step's seed and the order of the layers; TensorFlow draws them. */
import type { Tensor } from '@tensorflow/tfjs';
import type { NativeBackend } from './backend';
import { type LayerCall, layerPrototype, singleTensor } from './layers';

interface DropoutLayer {
  readonly rate: number;
  getNoiseShape(input: Tensor): number[] | null | undefined;
  call: LayerCall;
}

/** The state of the masks of a step. */
export class DropoutState {
  private low = 0;
  private high = 0;
  private layer = 0;

  beginStep(seed: number): void {
    this.low = seed | 0;
    this.high = Math.floor(seed / 0x100000000) | 0;
    this.layer = 0;
  }

  /** Key of the next layer's mask: two 32-bit words. No two layers of a step and no two steps share one. */
  nextKey(): Int32Array {
    // An odd factor, so that layers never coincide, and a large one, so that neighbouring seeds' layers do not.
    return Int32Array.of(this.low, this.high ^ Math.imul(++this.layer, 0x9e3779b1));
  }
}

/**
 * Random bits from TensorFlow's counter-based generator (Philox): the same on any number of threads.
 * @param operation StatelessRandomUniform or StatelessRandomUniformFullInt
 */
function draw(native: NativeBackend, operation: string, dtype: 'float32' | 'int32', shape: number[], key: Int32Array) {
  return native.run(
    operation,
    [native.type('dtype', dtype), native.type('T', 'int32'), native.type('Tseed', 'int32')],
    [native.tf.tensor1d(shape, 'int32'), native.tf.tensor1d(key, 'int32')],
  );
}

/** True with probability 1 − rate. */
function keep(native: NativeBackend, shape: readonly number[], rate: number, key: Int32Array): Tensor {
  const { tf } = native;
  const size = shape.reduce((product, length) => product * length, 1);
  const threshold = rate * 256;
  // On a CPU, drawing is most of the cost. When eight bits express the rate exactly, as for 1/4 and 1/2, one word gives
  // four values. On a GPU, drawing costs almost nothing, and TensorFlow keeps integers in host memory.
  if (native.usesGpu || !Number.isInteger(threshold) || size % 4 !== 0) {
    return tf.greaterEqual(draw(native, 'StatelessRandomUniform', 'float32', [...shape], key), rate);
  }
  const words = draw(native, 'StatelessRandomUniformFullInt', 'int32', [size / 4], key);
  const bytes = native.run('Bitcast', [native.type('T', 'int32'), native.type('type', 'uint8')], [words]);
  const limit = native.run(
    'Cast',
    [native.type('SrcT', 'int32'), native.type('DstT', 'uint8'), native.flag('Truncate', false)],
    [tf.scalar(threshold, 'int32')],
  );
  return native.run('GreaterEqual', [native.type('T', 'uint8')], [bytes, limit]).reshape([...shape]);
}

/**
 * 1/(1 − rate) with probability 1 − rate, otherwise 0.
 * @param rate at least 0, less than 1
 * @param key two 32-bit words; the mask is a pure function of key, rate and shape
 */
export function dropoutMask(native: NativeBackend, shape: readonly number[], rate: number, key: Int32Array): Tensor {
  const { tf } = native;
  return tf.tidy(() => tf.mul(tf.cast(keep(native, shape, rate, key), 'float32'), 1 / (1 - rate)));
}

/** Lets the stock layer draw its masks that way. */
export function replaceDropout(native: NativeBackend, state: DropoutState): void {
  const { tf } = native;
  const prototype = layerPrototype<DropoutLayer>(tf.layers.dropout({ rate: 0.5 }));
  const stock = prototype.call;
  prototype.call = function (this: DropoutLayer, inputs, kwargs) {
    if (!native.isActive || !kwargs['training'] || this.rate <= 0 || this.rate >= 1)
      return stock.call(this, inputs, kwargs);
    const x = singleTensor(inputs);
    const mask = dropoutMask(native, this.getNoiseShape(x) ?? x.shape, this.rate, state.nextKey());
    // The gradient of a product would also compute the gradient of the mask.
    const drop = tf.customGrad((...args) => {
      const [input, save] = args as unknown as [Tensor, (tensors: Tensor[]) => void];
      save([mask]);
      return { value: tf.mul(input, mask), gradFunc: (dy, saved) => tf.mul(dy as Tensor, saved[0]!) };
    });
    return tf.tidy(() => drop(x));
  };
}
