/** Runs cases of kernels on the engine's own backend. */
import type { NamedAttrMap, NamedTensorMap, Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../../../runner/engine/contract';
import { Random } from '../../../../runner/random';
import type { Argument, KernelCase } from './kernelCase';

function valueOf(kind: Argument['values'], dtype: Argument['dtype'], random: Random): number {
  if (dtype === 'bool') return random.uniform() < 0.5 ? 0 : 1;
  if (kind === 'index') return Math.floor(random.uniform() * 5);
  if (kind === 'positive') return 0.1 + 3.9 * random.uniform();
  const sign = random.uniform() < 0.5 ? -1 : 1;
  if (kind === 'small') return sign * (0.05 + 1.95 * random.uniform());
  const which = random.uniform();
  // Ties among whole numbers, zeros, and values at which exponentials leave their range.
  if (which < 0.15) return 0;
  if (which < 0.4) return sign * Math.floor(random.uniform() * 3);
  return sign * (which < 0.45 ? 30 : 3) * random.uniform();
}

function make(tf: TF, { dtype, shape, values }: Argument, random: Random): Tensor {
  const size = shape.reduce((n, side) => n * side, 1);
  const drawn = Array.from({ length: size }, () => valueOf(values, dtype, random));
  return tf.tensor(dtype === 'float32' ? Float32Array.from(drawn) : Int32Array.from(drawn), [...shape], dtype);
}

export function play(tf: TF, { kernel, inputs, attributes }: KernelCase, seed: number): void {
  const random = new Random(seed, 'kernel-case', 0, 0);
  tf.tidy(() => {
    const made = Array.isArray(inputs)
      ? (inputs as readonly Argument[]).map((argument) => make(tf, argument, random))
      : Object.fromEntries(
          Object.entries(inputs).map(([name, argument]) => [name, make(tf, argument as Argument, random)]),
        );
    tf.engine().runKernel(kernel, made as unknown as NamedTensorMap, attributes as unknown as NamedAttrMap);
  });
}
