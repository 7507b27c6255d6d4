/** Convolutions that every engine must compute: drawn at random, against their definition. */
import fc from 'fast-check';
import type { Tensor4D } from '@tensorflow/tfjs';
import type { Engine } from '../../../runner/engine/contract';
import { convolutionSizes, type Drawn } from './drawnConvolution';
import { assertClose, sizeOf, uniformValues } from './kernelCases';
import { naiveConvolution } from './naiveConvolution';

/** Winograd transforms add a few roundings to those of the sums. */
const tolerance = 3e-5;
const pair = (max: number) => fc.tuple(fc.integer({ min: 1, max }), fc.integer({ min: 1, max }));

export const drawnConvolutions: fc.Arbitrary<Drawn> = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 11 }),
    width: fc.integer({ min: 1, max: 11 }),
    channels: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant(16)),
    filters: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant(16)),
    kernel: fc.oneof(pair(5), fc.constantFrom<[number, number]>([3, 3], [5, 5])),
    strides: fc.oneof(pair(3), fc.constant<[number, number]>([1, 1])),
    dilations: fc.oneof(pair(3), fc.constant<[number, number]>([1, 1])),
    pad: fc.constantFrom<'same' | 'valid'>('same', 'valid'),
  })
  // TensorFlow.js allows one of the two.
  .map((d) => (d.strides.join() === '1,1' ? d : { ...d, dilations: [1, 1] as [number, number] }))
  .filter(({ height, width, kernel, dilations, pad }) => {
    const [h, w] = [(kernel[0] - 1) * dilations[0] + 1, (kernel[1] - 1) * dilations[1] + 1];
    return pad === 'same' || (h <= height && w <= width);
  });

/** Output and both gradients as the definition says. */
export function checkConvolution({ tf }: Engine, d: Drawn): void {
  const s = convolutionSizes(d);
  const shapeX: [number, number, number, number] = [s.batch, s.height, s.width, s.channels];
  const shapeFilter: [number, number, number, number] = [...d.kernel, s.channels, s.filters];
  const shapeY: [number, number, number, number] = [s.batch, s.outHeight, s.outWidth, s.filters];
  const [x, filter, dy] = [shapeX, shapeFilter, shapeY].map((shape, i) => uniformValues(sizeOf(shape), i));
  const expected = naiveConvolution(s, x!, filter!, dy!);
  tf.tidy(() => {
    const convolve = (a: Tensor4D, b: Tensor4D) => tf.conv2d(a, b, d.strides, d.pad, 'NHWC', d.dilations);
    const [a, b] = [tf.tensor4d(x!, shapeX), tf.tensor4d(filter!, shapeFilter)];
    const [dx, dFilter] = tf.grads((p, q) => convolve(p as Tensor4D, q as Tensor4D))([a, b], tf.tensor4d(dy!, shapeY));
    assertClose(convolve(a, b).dataSync(), expected.y, tolerance, 'y');
    assertClose(dx!.dataSync(), expected.dx, tolerance, 'dx');
    assertClose(dFilter!.dataSync(), expected.dFilter, tolerance, 'dFilter');
  });
}
