/** Replaces the computations of stock layers. */
import type { Tensor, layers } from '@tensorflow/tfjs';
import type { Context } from '../context';
import { isActive } from '../context';

type Layer = layers.Layer;

/** What the `call` of a layer gets in addition to its inputs. */
export interface CallArguments {
  readonly training?: boolean;
  readonly [name: string]: unknown;
}

type Call = (this: Layer, inputs: Tensor | Tensor[], kwargs: CallArguments) => Tensor | Tensor[];

/**
 * Replaces the computation of all layers of a class on this backend, in training or not; other backends use the stock
 * computation, and models keep their stock classes and load anywhere.
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
 * Replaces the computation of all layers of a class in training on this backend; everything else uses the stock
 * computation, and models keep their stock classes and load anywhere.
 * @param example any layer of the class
 * @param compute returns undefined when the stock computation must be used
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
