/** Softmax cross-entropy of the embedded engine. */
import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs';
import { composedCrossEntropy } from '../../composedCrossEntropy';
import type { CrossEntropy } from '../../contract';
import type { Context } from '../context';
import { define, isActive, rowsAndChannels, run } from '../context';

const kernelName = 'SoftmaxCrossEntropy';

/**
 * Computes it in one pass over the rows. In TypeScript, not in AssemblyScript: a batch has a few hundred exponentials, which
 * the runtime computes in double precision, while those of AssemblyScript need tables in memory that is not ours.
 */
export function registerCrossEntropy(context: Context): void {
  const { heap } = context;
  define(context, kernelName, ({ logits, targets, weights }) => {
    const [rows, classes] = rowsAndChannels(logits!);
    const value = heap.output([]);
    const slope = heap.output(logits!.shape);
    const [z, t, w] = [heap.values(logits!), heap.values(targets!), heap.values(weights!)];
    const [total, dz] = [heap.values(value), heap.values(slope)];
    const powers = new Float64Array(classes);
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      const first = row * classes;
      const share = w[row]! / rows;
      let largest = -Infinity;
      for (let c = 0; c < classes; c++) largest = Math.max(largest, z[first + c]!);
      let normaliser = 0;
      for (let c = 0; c < classes; c++) normaliser += powers[c] = Math.exp(z[first + c]! - largest);
      const logNormaliser = Math.log(normaliser);
      for (let c = 0; c < classes; c++) {
        const target = t[first + c]!;
        sum -= share * target * (z[first + c]! - largest - logNormaliser);
        dz[first + c] = share * (powers[c]! / normaliser - target);
      }
    }
    total[0] = sum;
    return [value, slope];
  });
}

/** On other backends, uses plain operations. */
export function fusedCrossEntropy(context: Context): CrossEntropy {
  const composed = composedCrossEntropy(context.tf);
  return (logits, targets, weights) => {
    if (!isActive(context)) return composed(logits, targets, weights);
    const [value, slope] = run<Tensor[]>(context, kernelName, { logits, targets, weights });
    return { value: value as Scalar, slope: slope as Tensor2D };
  };
}
