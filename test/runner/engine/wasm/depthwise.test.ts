import fc from 'fast-check';
import type { Tensor4D } from '@tensorflow/tfjs';
import type { Engine } from '../../../../runner/engine/contract';
import { assertClose, assertLikeReference, type LayerCase, sizeOf, uniformValues } from '../kernelCases';
import { convolutionSizes } from '../drawnConvolution';
import { buildTimeout, embeddedEngine } from './embedded';
import { naiveConvolution } from '../naiveConvolution';

const tolerance = 1e-5;
const pair = (max: number) => fc.tuple(fc.integer({ min: 1, max }), fc.integer({ min: 1, max }));

const drawn = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 10 }),
    width: fc.integer({ min: 1, max: 10 }),
    channels: fc.integer({ min: 1, max: 10 }),
    outputs: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 4 })),
    kernel: pair(5),
    strides: fc.oneof(pair(3), fc.constant<[number, number]>([1, 1])),
    dilations: fc.oneof(pair(4), fc.constant<[number, number]>([1, 1])),
    pad: fc.constantFrom<'same' | 'valid'>('same', 'valid'),
  })
  // TensorFlow.js allows one of the two.
  .map((d) => (d.strides.join() === '1,1' ? d : { ...d, dilations: [1, 1] as [number, number] }))
  .filter(({ height, width, kernel, dilations, pad }) => {
    const [h, w] = [(kernel[0] - 1) * dilations[0] + 1, (kernel[1] - 1) * dilations[1] + 1];
    return pad === 'same' || (h <= height && w <= width);
  });
type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never;

const layerCases: readonly LayerCase[] = [
  {
    name: 'depthwise 3 of 6 channels',
    layer: (tf) => tf.layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', activation: 'relu' }),
    inputShape: [2, 7, 7, 6],
  },
  {
    name: 'depthwise 5, two outputs a channel, stride 2',
    layer: (tf) => tf.layers.depthwiseConv2d({ kernelSize: 5, depthMultiplier: 2, strides: 2 }),
    inputShape: [2, 9, 9, 3],
  },
  {
    name: 'separable 3 of 5 → 8 channels',
    layer: (tf) => tf.layers.separableConv2d({ kernelSize: 3, filters: 8, padding: 'same', depthMultiplier: 2 }),
    inputShape: [2, 6, 6, 5],
  },
];

describe('embedded engine: depthwise convolutions', () => {
  let engine: Engine;
  before(async function () {
    this.timeout(buildTimeout);
    engine = await embeddedEngine();
  });

  /** A depthwise filter as a full one: zero where input and output channels do not belong together. */
  function spread(d: Drawn, filter: Float32Array): { full: Float32Array; places: number[] } {
    const all = d.channels * d.outputs;
    const places = Array.from(filter, (_, at) => {
      const tap = Math.floor(at / all);
      const channel = Math.floor((at % all) / d.outputs);
      return (tap * d.channels + channel) * all + (at % all);
    });
    const full = new Float32Array(filter.length * d.channels);
    places.forEach((place, at) => (full[place] = filter[at]!));
    return { full, places };
  }

  function check(d: Drawn): void {
    const { tf } = engine;
    const s = convolutionSizes({ ...d, filters: d.channels * d.outputs });
    const shapeX: [number, number, number, number] = [s.batch, s.height, s.width, s.channels];
    const shapeFilter: [number, number, number, number] = [...d.kernel, d.channels, d.outputs];
    const shapeY: [number, number, number, number] = [s.batch, s.outHeight, s.outWidth, s.filters];
    const [x, filter, dy] = [shapeX, shapeFilter, shapeY].map((shape, i) => uniformValues(sizeOf(shape), i));
    const { full, places } = spread(d, filter!);
    const expected = naiveConvolution(s, x!, full, dy!);
    tf.tidy(() => {
      const convolve = (a: Tensor4D, b: Tensor4D) => tf.depthwiseConv2d(a, b, d.strides, d.pad, 'NHWC', d.dilations);
      const [a, b] = [tf.tensor4d(x!, shapeX), tf.tensor4d(filter!, shapeFilter)];
      const [dx, dFilter] = tf.grads((p, q) => convolve(p as Tensor4D, q as Tensor4D))(
        [a, b],
        tf.tensor4d(dy!, shapeY),
      );
      assertClose(convolve(a, b).dataSync(), expected.y, tolerance, 'y');
      assertClose(dx!.dataSync(), expected.dx, tolerance, 'dx');
      const picked = Float64Array.from(places, (place) => expected.dFilter[place]!);
      assertClose(dFilter!.dataSync(), picked, tolerance, 'dFilter');
    });
  }

  it('compute any shape, stride, padding, dilation and number of outputs', () => {
    fc.assert(fc.property(drawn, check), { numRuns: 200 });
  });

  for (const layerCase of layerCases) {
    it(`like the plain JavaScript backend: ${layerCase.name}`, () => assertLikeReference(engine.tf, layerCase, 2e-5));
  }
});
