import type { Context } from '../context';
import { replace } from '../context';

/** Replaces casts to bool: the stock kernel cuts numbers to a byte, so that 0.5 becomes false, and 3 a bool with the value 3. */
export function registerCast(context: Context): void {
  const { heap } = context;
  replace<{ readonly dtype: string }>(
    context,
    'Cast',
    ({ x }, { dtype }) => dtype === 'bool' && (x!.dtype === 'float32' || x!.dtype === 'int32'),
    ({ x }) => {
      const out = heap.truths(x!.shape);
      const numbers = x!.dtype === 'int32' ? heap.integers(x!) : heap.values(x!);
      const truths = heap.bytes(out);
      numbers.forEach((value, i) => (truths[i] = value === 0 ? 0 : 1));
      return out;
    },
  );
}
