/** Optimiser updates, each one TensorFlow operation that changes the weights in place. */
import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { OptimizerUpdates } from '../contract';
import type { NativeBackend } from './native/backend';

/** Numbers as tensors, by their place among an operation's inputs: most are the same for all weights, and at every step. */
class Scalars {
  private readonly kept: { readonly value: number; readonly tensor: Tensor }[] = [];

  constructor(private readonly native: NativeBackend) {}

  at(place: number, value: number): Tensor {
    const { tf } = this.native;
    const known = this.kept[place];
    if (known?.value === value) return known.tensor;
    known?.tensor.dispose();
    const tensor = tf.keep(tf.scalar(value));
    this.kept[place] = { value, tensor };
    return tensor;
  }
}

/** What a weight refers to while its memory is lent: one for each shape, which nobody reads or writes to. */
class Placeholders {
  private readonly kept = new Map<string, Tensor>();

  constructor(private readonly native: NativeBackend) {}

  of(shape: number[]): Tensor {
    const { native } = this;
    const key = shape.join();
    let placeholder = this.kept.get(key);
    if (!placeholder) {
      const attributes = [native.type('dtype', 'float32'), native.flag('init', false)];
      placeholder = native.tf.keep(native.run('Empty', attributes, [native.tf.tensor1d(shape, 'int32')]));
      this.kept.set(key, placeholder);
    }
    return placeholder;
  }
}

/**
 * A TensorFlow variable that lends itself to one weight after the other. TensorFlow.js keeps weights as plain tensors,
 * which the training operations do not take.
 */
class Lender {
  private readonly handle: Tensor;

  constructor(
    private readonly native: NativeBackend,
    private readonly placeholders: Placeholders,
    name: string,
  ) {
    this.handle = native.tf.keep(
      native.run(
        'VarHandleOp',
        [
          native.text('container', ''),
          native.text('shared_name', `ferexp-${name}`),
          native.type('dtype', 'float32'),
          native.shape('shape', []),
        ],
        [],
      ),
    );
  }

  /** Takes over a weight's memory. Until `giveBack` the weight holds nothing of use. */
  take(weight: Variable): Tensor {
    const { native } = this;
    native.runMany('AssignVariableOp', [native.type('dtype', 'float32')], [this.handle, weight], 0);
    // As long as the weight refers to the memory, TensorFlow would copy it before it changes it.
    weight.assign(this.placeholders.of(weight.shape));
    return this.handle;
  }

  giveBack(weight: Variable): void {
    const { native } = this;
    weight.assign(native.run('ReadVariableOp', [native.type('dtype', 'float32')], [this.handle]));
  }
}

export function optimizerUpdates(native: NativeBackend): OptimizerUpdates {
  const { tf } = native;
  const scalars = new Scalars(native);
  const placeholders = new Placeholders(native);
  const lenders = ['weight', 'first', 'second'].map((name) => new Lender(native, placeholders, name));

  /** Runs a training operation on some weights and their moments. */
  function apply(
    operation: string,
    attributes: Parameters<NativeBackend['runMany']>[1],
    variables: readonly Variable[],
    rest: readonly (number | Tensor)[],
  ) {
    tf.tidy(() => {
      const handles = variables.map((variable, index) => lenders[index]!.take(variable));
      const inputs = rest.map((value, place) => (typeof value === 'number' ? scalars.at(place, value) : value));
      native.runMany(
        operation,
        [native.type('T', 'float32'), native.flag('use_locking', false), ...attributes],
        [...handles, ...inputs],
        0,
      );
      variables.forEach((variable, index) => {
        lenders[index]!.giveBack(variable);
      });
    });
  }

  return {
    adam(weight, { first, second }, gradient, { alpha, beta1, beta2, epsilon, decay = 0 }) {
      if (decay > 0) tf.tidy(() => weight.assign(tf.mul(weight, 1 - decay)));
      const plain = [native.flag('use_nesterov', false)];
      // Powers of zero: the bias correction is in `alpha` already.
      apply('ResourceApplyAdam', plain, [weight, first, second], [0, 0, alpha, beta1, beta2, epsilon, gradient]);
    },
    rmsprop(weight, { square, velocity }, gradient, { learningRate, rho, momentum, epsilon }) {
      apply('ResourceApplyRMSProp', [], [weight, square, velocity], [learningRate, rho, momentum, epsilon, gradient]);
    },
    momentum(weight, velocity, gradient, { learningRate, momentum, nesterov }) {
      const kind = [native.flag('use_nesterov', nesterov)];
      apply('ResourceApplyKerasMomentum', kind, [weight, velocity], [learningRate, gradient, momentum]);
    },
  };
}
