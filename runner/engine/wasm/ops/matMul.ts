/** Matrix products. */
import type { TensorInfo } from '@tensorflow/tfjs';
import type { FusedActivation } from '../activations';
import { applyActivation } from '../activations';
import type { Context, Inputs } from '../context';
import { isFloat, replace, sizeOf } from '../context';

interface MatMulAttributes extends FusedActivation {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** Multiplies the last two dimensions; the others broadcast: a single matrix is used for all. */
function product(
  { tf, heap, kernels }: Context,
  a: TensorInfo,
  b: TensorInfo,
  bias: TensorInfo | undefined,
  { transposeA, transposeB, activation }: MatMulAttributes,
): TensorInfo {
  const [rowsA, columnsA] = a.shape.slice(-2) as [number, number];
  const [rowsB, columnsB] = b.shape.slice(-2) as [number, number];
  const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
  const n = transposeB ? rowsB : columnsB;
  const outer = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const out = heap.output([...outer, m, n]);
  const floor = activation === 'relu' ? heap.zeros(n) : 0;
  const scratch = heap.scratch(kernels.matMulScratch(m, k, n));
  const matrices = outer.reduce((count, length) => count * length, 1);
  const bytes = Float32Array.BYTES_PER_ELEMENT;
  const stepA = sizeOf(a) === m * k ? 0 : m * k * bytes;
  const stepB = sizeOf(b) === k * n ? 0 : k * n * bytes;
  for (let i = 0; i < matrices; i++) {
    kernels.matMul(
      heap.address(a) + i * stepA,
      heap.address(b) + i * stepB,
      m,
      k,
      n,
      transposeA ? 1 : 0,
      transposeB ? 1 : 0,
      bias ? heap.address(bias) : 0,
      floor,
      heap.address(out) + i * m * n * bytes,
      scratch,
    );
  }
  return out;
}

/** Whether both operands have the same number of matrices, or one has only one; the stock kernel does partial broadcasts. */
function isPlainBatch({ a, b }: Inputs): boolean {
  const [outerA, outerB] = [a!.shape.slice(0, -2).join(), b!.shape.slice(0, -2).join()];
  const one = [a!, b!].some(({ shape }) => shape.slice(0, -2).every((length) => length === 1));
  return isFloat(a!) && isFloat(b!) && (one || outerA === outerB);
}

export function registerMatMul(context: Context): void {
  replace<MatMulAttributes>(context, 'BatchMatMul', isPlainBatch, ({ a, b }, attributes) =>
    product(context, a!, b!, undefined, { transposeA: attributes.transposeA, transposeB: attributes.transposeB }),
  );
  replace<MatMulAttributes>(
    context,
    '_FusedMatMul',
    (inputs, { transposeB }) =>
      isPlainBatch(inputs) && (!inputs.bias || sizeOf(inputs.bias) === inputs.b!.shape.at(transposeB ? -2 : -1)),
    ({ a, b, bias, preluActivationWeights }, attributes) =>
      applyActivation(context, product(context, a!, b!, bias, attributes), attributes, preluActivationWeights),
  );
}
