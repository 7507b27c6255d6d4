/** The generator that the scripts of test/fixtures/keras have too, and what they keep of a large tensor. */
import assert from 'node:assert/strict';

/** What is known of a large tensor. */
export interface Digest {
  readonly length: number;
  /** With the generator's vector. */
  readonly product: number;
  /** Evenly spaced, the first and the last among them. */
  readonly elements: readonly number[];
}

/** Relative errors that are let pass. */
export type Tolerances = Readonly<Record<keyof Digest, number>>;

/** From -1 to 1. */
export function uniform(count: number, stream: number): Float64Array {
  const start = Math.imul(stream, 0x85ebca6b);
  const values = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    let x = (Math.imul(index, 0x9e3779b9) + start) >>> 0;
    x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
    x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
    values[index] = ((x ^ (x >>> 16)) >>> 0) / 2 ** 31 - 1;
  }
  return values;
}

export function assertDigest(
  actual: ArrayLike<number>,
  expected: Digest,
  stream: number,
  allowed: Tolerances,
  what: string,
): void {
  const count = actual.length;
  const vector = uniform(count, stream);
  let [squares, product] = [0, 0];
  for (let i = 0; i < count; i++) {
    squares += actual[i]! ** 2;
    product += actual[i]! * vector[i]!;
  }
  const places = expected.elements.map((_, i, all) => Math.round((i * (count - 1)) / (all.length - 1)));
  const largest = Math.max(...expected.elements.map(Math.abs), expected.length / Math.sqrt(count));
  const errors = {
    length: Math.abs(Math.sqrt(squares) - expected.length) / expected.length,
    // The vector's elements have a mean square of 1/3: chance makes the product as large as that.
    product: Math.abs(product - expected.product) / (expected.length / Math.sqrt(3)),
    elements: Math.max(...places.map((place, i) => Math.abs(actual[place]! - expected.elements[i]!))) / largest,
  };
  for (const kind of ['length', 'product', 'elements'] as const) {
    const error = errors[kind];
    assert.ok(error <= allowed[kind], `${what}: relative error ${error.toExponential(1)} of its ${kind}`);
  }
}
