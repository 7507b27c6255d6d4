/** Optimizer updates: each is one TensorFlow operation that changes the weights in place. */
import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { OptimizerUpdates } from '../contract';
import type { NativeBackend } from './native/backend';

/** Keeps numbers as tensors, by their place among an operation's inputs: most are the same for all weights and steps. */
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

/** Tensors that weights refer to while their memory is lent: one for each shape, which is never read or written. */
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
 * A TensorFlow variable that is lent to one weight after another. TensorFlow.js stores weights as plain tensors, which the
 * training operations do not accept.
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

  /** Takes over a weight's memory. Until `giveBack`, the weight has no useful values. */
  take(weight: Variable): Tensor {
    const { native } = this;
    native.runMany('AssignVariableOp', [native.type('dtype', 'float32')], [this.handle, weight], 0);
    // While the weight refers to the memory, TensorFlow would copy it before changing it.
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
      // Powers of zero, because the bias correction is already in `alpha`.
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
