import type { TensorInfo } from '@tensorflow/tfjs';
import type { Context } from '../context';
import { replace } from '../context';

interface OneHotAttributes {
  readonly dtype: string;
  readonly depth: number;
  readonly onValue: number;
  readonly offValue: number;
}

/** Replaces the stock kernel, which writes the bits of whole numbers into a tensor of floats. */
export function registerOneHot(context: Context): void {
  const { heap } = context;
  replace<OneHotAttributes>(
    context,
    'OneHot',
    (_, { dtype }) => dtype === 'float32',
    ({ indices }, { depth, onValue, offValue }): TensorInfo => {
      const out = heap.output([...indices!.shape, depth]);
      const [chosen, values] = [heap.integers(indices!), heap.values(out)];
      values.fill(offValue);
      chosen.forEach((index, row) => {
        if (index >= 0 && index < depth) values[row * depth + index] = onValue;
      });
      return out;
    },
  );
}
