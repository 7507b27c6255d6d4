/** Pictures times a factor for each channel, means of channels, and their gradients: squeeze-and-excitation. */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import type { Context } from '../context';
import { define, isActive, isFloat, replace, run } from '../context';

const productsKernel = 'ChannelProducts';
const meansGradientKernel = 'ChannelMeansGrad';

/** Of pictures `[n, height, width, channels]`. */
function sizesOf({ shape }: TensorInfo): [images: number, pixels: number, channels: number] {
  const [images, height, width, channels] = shape as [number, number, number, number];
  return [images, height * width, channels];
}

/** Whether `factor` is `[n, 1, 1, channels]` for pictures that have more than one pixel. */
function areFactors(x: TensorInfo, factor: TensorInfo): boolean {
  const [images, height, width, channels] = factor.shape;
  return (
    isFloat(x) &&
    isFloat(factor) &&
    x.shape.length === 4 &&
    factor.shape.length === 4 &&
    height === 1 &&
    width === 1 &&
    sizesOf(x)[1] > 1 &&
    images === x.shape[0] &&
    channels === x.shape[3]
  );
}

interface MeanAttributes {
  readonly axis: number | readonly number[];
}

/** Whether each channel of each picture is averaged over its pixels. */
function areMeans(x: TensorInfo, { axis }: MeanAttributes): boolean {
  return isFloat(x) && x.shape.length === 4 && Array.isArray(axis) && axis.join() === '1,2';
}

function registerProducts(context: Context): void {
  const { tf, heap, kernels } = context;
  replace(
    context,
    'Multiply',
    ({ a, b }) => areFactors(a!, b!) || areFactors(b!, a!),
    ({ a, b }) => {
      const [x, factor] = areFactors(a!, b!) ? [a!, b!] : [b!, a!];
      const y = heap.output(x.shape);
      kernels.scaleChannels(heap.address(x), ...sizesOf(x), heap.address(factor), heap.address(y));
      return y;
    },
  );
  define(context, productsKernel, ({ x, y }) => {
    const [images, pixels, channels] = sizesOf(x!);
    const out = heap.output([images, 1, 1, channels]);
    const scratch = heap.scratch(channels);
    kernels.channelProducts(heap.address(x!), heap.address(y!), images, pixels, channels, heap.address(out), scratch);
    return out;
  });
  const stock = tf.getGradient('Multiply');
  tf.unregisterGradient('Multiply');
  tf.registerGradient({
    ...stock,
    gradFunc: (dys, saved, attributes) => {
      const [a, b] = saved as [Tensor, Tensor];
      const dy = dys as Tensor;
      const gradients = (x: Tensor, factor: Tensor) =>
        [() => tf.mul(dy, factor), () => run(context, productsKernel, { x, y: dy })] as const;
      if (isActive(context) && areFactors(a, b)) {
        const [ofA, ofB] = gradients(a, b);
        return { a: ofA, b: ofB };
      }
      if (isActive(context) && areFactors(b, a)) {
        const [ofB, ofA] = gradients(b, a);
        return { a: ofA, b: ofB };
      }
      return stock.gradFunc(dys, saved, attributes);
    },
  });
}

function registerMeans(context: Context): void {
  const { tf, heap, kernels } = context;
  replace<MeanAttributes & { readonly keepDims?: boolean }>(
    context,
    'Mean',
    ({ x }, attributes) => areMeans(x!, attributes),
    ({ x }, { keepDims }) => {
      const [images, pixels, channels] = sizesOf(x!);
      const out = heap.output(keepDims === true ? [images, 1, 1, channels] : [images, channels]);
      const scratch = heap.scratch(channels);
      kernels.channelMeans(heap.address(x!), images, pixels, channels, heap.address(out), scratch);
      return out;
    },
  );
  define<{ inputShape: number[] }>(context, meansGradientKernel, ({ dy }, { inputShape }) => {
    const dx = heap.output(inputShape);
    kernels.channelMeansGradient(heap.address(dy!), ...sizesOf(dx), heap.address(dx));
    return dx;
  });
  const stock = tf.getGradient('Mean');
  tf.unregisterGradient('Mean');
  tf.registerGradient({
    ...stock,
    gradFunc: (dy, saved, attributes) => {
      const [x] = saved as [Tensor];
      if (!isActive(context) || !areMeans(x, attributes as unknown as MeanAttributes)) {
        return stock.gradFunc(dy, saved, attributes);
      }
      return { x: () => run(context, meansGradientKernel, { dy: dy as Tensor }, { inputShape: x.shape }) };
    },
  });
}

export function registerChannels(context: Context): void {
  registerProducts(context);
  registerMeans(context);
}
