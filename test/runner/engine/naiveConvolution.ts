/** The definition of a convolution and its gradients, loop by loop in float64: the reference that shares no code. */
export interface Sizes {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly filters: number;
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  readonly padTop: number;
  readonly padLeft: number;
  readonly outHeight: number;
  readonly outWidth: number;
}

/** Calls `visit` with the flat indices of every product x · filter that y is a sum of. */
function eachProduct(s: Sizes, visit: (x: number, filter: number, y: number) => void): void {
  for (let n = 0; n < s.batch; n++)
    for (let oh = 0; oh < s.outHeight; oh++)
      for (let ow = 0; ow < s.outWidth; ow++)
        for (let i = 0; i < s.kernel[0]; i++)
          for (let j = 0; j < s.kernel[1]; j++) {
            const h = oh * s.strides[0] - s.padTop + i * s.dilations[0];
            const w = ow * s.strides[1] - s.padLeft + j * s.dilations[1];
            if (h < 0 || h >= s.height || w < 0 || w >= s.width) continue;
            const x = ((n * s.height + h) * s.width + w) * s.channels;
            const filter = (i * s.kernel[1] + j) * s.channels * s.filters;
            const y = ((n * s.outHeight + oh) * s.outWidth + ow) * s.filters;
            for (let c = 0; c < s.channels; c++)
              for (let f = 0; f < s.filters; f++) visit(x + c, filter + c * s.filters + f, y + f);
          }
}

export interface Gradients {
  readonly y: Float64Array;
  readonly dx: Float64Array;
  readonly dFilter: Float64Array;
}

/** y = x ∗ filter and the gradients of Σ y · dy. */
export function naiveConvolution(s: Sizes, x: Float32Array, filter: Float32Array, dy: Float32Array): Gradients {
  const result = {
    y: new Float64Array(dy.length),
    dx: new Float64Array(x.length),
    dFilter: new Float64Array(filter.length),
  };
  eachProduct(s, (i, f, o) => {
    result.y[o]! += x[i]! * filter[f]!;
    result.dx[i]! += dy[o]! * filter[f]!;
    result.dFilter[f]! += dy[o]! * x[i]!;
  });
  return result;
}
