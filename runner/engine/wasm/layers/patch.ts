import type { Tensor, layers } from '@tensorflow/tfjs';
import type { Context } from '../context';
import { isActive } from '../context';

type Layer = layers.Layer;

/** What layers' `call` gets beside its inputs. */
export interface CallArguments {
  readonly training?: boolean;
  readonly [name: string]: unknown;
}

type Call = (this: Layer, inputs: Tensor | Tensor[], kwargs: CallArguments) => Tensor | Tensor[];

/**
 * Replaces what all layers of a class compute on this backend, in training or not; elsewhere they go the stock way, and models keep
 * their stock classes and load anywhere.
 * @param example any layer of the class
 */
export function patchLayer<Fields>(
  context: Context,
  example: Layer,
  compute: (layer: Layer & Fields, x: Tensor, training: boolean) => Tensor,
): void {
  const prototype = Object.getPrototypeOf(example) as { call: Call };
  const stock = prototype.call;
  prototype.call = function (inputs, kwargs) {
    if (!isActive(context)) return stock.call(this, inputs, kwargs);
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    return context.tf.tidy(() => compute(this as Layer & Fields, x, kwargs?.training === true));
  };
}

/**
 * Replaces what all layers of a class compute in training on this backend; everything else goes the stock way, so that
 * models keep their stock classes and load anywhere.
 * @param example any layer of the class
 * @param compute undefined where the stock way must do
 */
export function patchTraining<Fields>(
  context: Context,
  example: Layer,
  compute: (layer: Layer & Fields, x: Tensor) => Tensor | undefined,
): void {
  const prototype = Object.getPrototypeOf(example) as { call: Call };
  const stock = prototype.call;
  prototype.call = function (inputs, kwargs) {
    if (!kwargs?.training || !isActive(context)) return stock.call(this, inputs, kwargs);
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    const y = context.tf.tidy(() => compute(this as Layer & Fields, x));
    return y ?? stock.call(this, inputs, kwargs);
  };
}

/** A layer's weight. */
export interface Weight {
  read(): Tensor;
  write(value: Tensor): unknown;
}
