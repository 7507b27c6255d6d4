/** Dropout whose masks follow from the step's seed and the order of the layers alone, drawn by TensorFlow. */
import type { Tensor } from '@tensorflow/tfjs';
import type { NativeBackend } from './backend';
import { type LayerCall, layerPrototype, singleTensor } from './layers';

interface DropoutLayer {
  readonly rate: number;
  getNoiseShape(input: Tensor): number[] | null | undefined;
  call: LayerCall;
}

/** Where the masks of a step stand. */
export class DropoutState {
  private low = 0;
  private high = 0;
  private layer = 0;

  beginStep(seed: number): void {
    this.low = seed | 0;
    this.high = Math.floor(seed / 0x100000000) | 0;
    this.layer = 0;
  }

  /** Key of the next layer's mask: two 32-bit words. No two layers and steps share one. */
  nextKey(): Int32Array {
    return Int32Array.of(this.low, this.high ^ Math.imul(++this.layer, 0x9e3779b1));
  }
}

/**
 * 1/(1 − rate) with probability 1 − rate, else 0.
 * @param key two 32-bit words; the mask is a pure function of key and shape
 */
export function dropoutMask(native: NativeBackend, shape: readonly number[], rate: number, key: Int32Array): Tensor {
  const { tf } = native;
  return tf.tidy(() => {
    // Counter-based (Philox), so that it is the same on any number of threads.
    const uniform = native.run(
      'StatelessRandomUniform',
      [native.type('dtype', 'float32'), native.type('T', 'int32'), native.type('Tseed', 'int32')],
      [tf.tensor1d([...shape], 'int32'), tf.tensor1d(key, 'int32')],
    );
    return tf.mul(tf.cast(tf.greaterEqual(uniform, rate), 'float32'), 1 / (1 - rate));
  });
}

/** Lets the stock layer draw its masks that way. */
export function replaceDropout(native: NativeBackend, state: DropoutState): void {
  const { tf } = native;
  const prototype = layerPrototype<DropoutLayer>(tf.layers.dropout({ rate: 0.5 }));
  const stock = prototype.call;
  prototype.call = function (this: DropoutLayer, inputs, kwargs) {
    if (!kwargs['training'] || this.rate <= 0 || this.rate >= 1) return stock.call(this, inputs, kwargs);
    const x = singleTensor(inputs);
    const shape = this.getNoiseShape(x) ?? x.shape;
    const { rate } = this;
    return tf.tidy(() => {
      const mask = dropoutMask(native, shape, rate, state.nextKey());
      const drop = tf.customGrad((...args) => {
        const [input, save] = args as unknown as [Tensor, (tensors: Tensor[]) => void];
        save([mask]);
        return { value: tf.mul(input, mask), gradFunc: (dy, saved) => tf.mul(dy as Tensor, saved[0]!) };
      });
      return drop(x);
    });
  };
}
