import type { Context } from '../context';
import { replace } from '../context';

/** The stock kernel cuts numbers down to a byte: 0.5 becomes false, and 3 a truth of 3. */
export function registerCast(context: Context): void {
  const { heap } = context;
  replace<{ readonly dtype: string }>(
    context,
    'Cast',
    ({ x }, { dtype }) => dtype === 'bool' && (x!.dtype === 'float32' || x!.dtype === 'int32'),
    ({ x }) => {
      const out = heap.truths(x!.shape);
      const given = x!.dtype === 'int32' ? heap.integers(x!) : heap.values(x!);
      const truths = heap.bytes(out);
      given.forEach((value, i) => (truths[i] = value === 0 ? 0 : 1));
      return out;
    },
  );
}
