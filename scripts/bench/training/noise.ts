/** Noise for benchmarks. */
import { Random } from '../../../runner/random';

/** Uniform over [0, 1), always the same. */
export function uniformNoise(count: number): Float32Array {
  const random = new Random(1, 'benchmark');
  return Float32Array.from({ length: count }, () => random.uniform());
}
