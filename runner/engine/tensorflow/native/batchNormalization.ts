/** Puts TensorFlow's fused batch normalisation below the stock layer, for training and while it is frozen. */
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import type { NativeBackend } from './backend';
import { type LayerCall, layerPrototype, type LayerVariable, singleTensor } from './layers';
import { computes, oneDnnKernel } from './oneDnn';

export interface BatchNormalizationLayer {
  readonly trainable: boolean;
  readonly axis: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly gamma?: LayerVariable;
  readonly beta?: LayerVariable;
  readonly movingMean: LayerVariable;
  readonly movingVariance: LayerVariable;
  call: LayerCall;
}

/** The same operation under two names. */
interface Variant {
  readonly forward: string;
  readonly gradient: string;
  readonly oneDnn: boolean;
}

/** Available on every machine. */
const plain: Variant = { forward: 'FusedBatchNormV3', gradient: 'FusedBatchNormGradV3', oneDnn: false };
/** Its gradient takes half the time. */
const fast: Variant = {
  forward: '_MklNativeFusedBatchNormV3',
  gradient: '_MklNativeFusedBatchNormGradV3',
  oneDnn: true,
};

function attributes(native: NativeBackend, { oneDnn }: Variant, epsilon: number) {
  return [
    native.type('T', 'float32'),
    native.type('U', 'float32'),
    native.float('epsilon', epsilon),
    native.text('data_format', 'NHWC'),
    native.flag('is_training', true),
    ...(oneDnn ? [oneDnnKernel(native)] : []),
  ];
}

/** Statistics of a batch, one per channel. The variance is the population's: divided by N. */
interface Normalised {
  readonly y: Tensor;
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/**
 * y = γ (x − mean) / √(variance + ε) + β with the batch's own statistics, differentiable in x, γ and β.
 * @param x batch · height · width · channels
 */
function normaliseBatch(
  native: NativeBackend,
  variant: Variant,
  x: Tensor4D,
  gamma: Tensor1D,
  beta: Tensor1D,
  epsilon: number,
): Normalised {
  const { tf } = native;
  const channels = x.shape[3];
  const perChannel = x.size / channels;
  const statistics: Tensor[] = [];
  const normalise = tf.customGrad((...args) => {
    const [input, scale, offset] = args as Tensor[];
    const save = args.at(-1) as unknown as (tensors: Tensor[]) => void;
    const empty = tf.tensor1d([]);
    const [y, mean, variance, ...reserve] = native.runMany(
      variant.forward,
      [...attributes(native, variant, epsilon), native.float('exponential_avg_factor', 1)],
      [input!, scale!, offset!, empty, empty],
      6,
    );
    statistics.push(tf.keep(mean!), tf.keep(variance!));
    save([input!, scale!, ...reserve]);
    return {
      value: y!,
      gradFunc: (dy: Tensor | Tensor[], saved: Tensor[]) => {
        const gradients = native.runMany(
          variant.gradient,
          attributes(native, variant, epsilon),
          [dy as Tensor, ...saved],
          5,
        );
        return gradients.slice(0, 3);
      },
    };
  });
  const y = normalise(x, gamma, beta);
  const [mean, unbiased] = statistics;
  // TensorFlow returns the sample variance, divided by N − 1.
  const variance = tf.tidy(() => tf.mul(unbiased!, (perChannel - 1) / perChannel));
  unbiased!.dispose();
  return { y, mean: mean!, variance };
}

/** Normalisation with the moving averages is x · scale + shift; one value per channel each. */
export function channelScale(
  { tf }: NativeBackend,
  { gamma, beta, movingMean, movingVariance, epsilon }: BatchNormalizationLayer,
): { scale: Tensor; shift: Tensor } {
  return tf.tidy(() => {
    const inverse = tf.rsqrt(tf.add(movingVariance.read(), epsilon));
    const scale = gamma ? tf.mul(inverse, gamma.read()) : inverse;
    const centred = tf.mul(movingMean.read(), scale);
    return { scale, shift: beta ? tf.sub(beta.read(), centred) : tf.neg(centred) };
  });
}

/**
 * Normalisation with the moving averages, differentiable only in x: the stock gradient takes several times as long, and
 * keeps x for gradients that are not needed.
 */
function normaliseFixed(native: NativeBackend, x: Tensor, layer: BatchNormalizationLayer): Tensor {
  const { tf } = native;
  const { movingMean, movingVariance, gamma, beta, epsilon } = layer;
  const normalise = tf.customGrad((input) => ({
    value: tf.batchNorm(
      input as Tensor4D,
      movingMean.read() as Tensor1D,
      movingVariance.read() as Tensor1D,
      beta?.read() as Tensor1D | undefined,
      gamma?.read() as Tensor1D | undefined,
      epsilon,
    ),
    gradFunc: (dy: Tensor | Tensor[]) => tf.mul(dy as Tensor, channelScale(native, layer).scale),
  }));
  return normalise(x);
}

/** Checks the values 1 and 3: their mean is 2 and their variance 1; the gradient of the sum is 0. */
function isFastThere(native: NativeBackend): boolean {
  const { tf } = native;
  const compute = () => {
    const x = tf.tensor4d([1, 3], [2, 1, 1, 1]);
    const normalised = (input: Tensor) => {
      const { y, mean, variance } = normaliseBatch(native, fast, input as Tensor4D, tf.ones([1]), tf.zeros([1]), 0);
      tf.dispose([mean, variance]);
      return y;
    };
    return tf.concat([normalised(x), tf.grad((input) => tf.sum(normalised(input)))(x)]).reshape([4]);
  };
  return computes(native, compute, [-1, 1, 0, 0]);
}

/**
 * Lets the stock layer normalise with TensorFlow's fused operation in training. A frozen layer uses its averages in training
 * as well, like Keras's.
 * @returns whether oneDNN's operation is used
 */
export function accelerateBatchNormalization(native: NativeBackend): boolean {
  const { tf } = native;
  const variant = isFastThere(native) ? fast : plain;
  const prototype = layerPrototype<BatchNormalizationLayer>(tf.layers.batchNormalization());
  const stock = prototype.call;
  prototype.call = function (this: BatchNormalizationLayer, inputs, kwargs) {
    const training = kwargs['training'] === true && this.trainable;
    if (!native.isActive) return stock.call(this, inputs, { ...kwargs, training });
    return tf.tidy(() => {
      const x = singleTensor(inputs);
      const axis = this.axis < 0 ? this.axis + x.rank : this.axis;
      if (!training && axis < x.rank - 1) return stock.call(this, inputs, { ...kwargs, training });
      if (!training) return normaliseFixed(native, x, this);
      // The fused operation normalises the last axis. Swapping it with another is its own inverse.
      const order = x.shape.map((_, i) => i);
      [order[axis], order[x.rank - 1]] = [x.rank - 1, axis];
      const isLast = axis === x.rank - 1;
      const ordered = isLast ? x : tf.transpose(x, order);
      const channels = ordered.shape.at(-1)!;
      const batch = ordered.shape[0]!;
      // Reshaping is an extra operation, which matters for small networks.
      const isShaped = ordered.rank === 4;
      const { y, mean, variance } = normaliseBatch(
        native,
        variant,
        (isShaped ? ordered : ordered.reshape([batch, 1, x.size / channels / batch, channels])) as Tensor4D,
        (this.gamma?.read() ?? tf.ones([channels])) as Tensor1D,
        (this.beta?.read() ?? tf.zeros([channels])) as Tensor1D,
        this.epsilon,
      );
      follow(this.movingMean, mean, this.momentum);
      follow(this.movingVariance, variance, this.momentum);
      tf.dispose([mean, variance]);
      const shaped = isShaped ? y : y.reshape(ordered.shape);
      return isLast ? shaped : tf.transpose(shaped, order);
    });
  };
  return variant.oneDnn;

  /** moving ← momentum · moving + (1 − momentum) · value */
  function follow(moving: LayerVariable, value: Tensor, momentum: number): void {
    tf.tidy(() => {
      const before = moving.read();
      moving.write(tf.add(before, tf.mul(tf.sub(value, before), 1 - momentum)));
    });
  }
}
