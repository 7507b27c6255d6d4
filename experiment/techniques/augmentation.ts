/** Resolves `techniques.augmentation` to ranges of factors, and tells whether its settings change an image at all. */
import type { AugmentationConfig } from '../../schemas/generated/experiment';
import { filled } from '../defaults';
import type { ResolvedAugmentation } from '../types';
import type { TechniqueMeaning } from './meaning';

export function resolveAugmentation(given: AugmentationConfig): ResolvedAugmentation {
  const { brightness, contrast, ...always } = given;
  const all = filled<Required<typeof always>>('augmentation', always);
  const { zoom } = all;
  return {
    ...all,
    zoom: typeof zoom === 'number' ? [1 - zoom, 1 + zoom] : range(zoom),
    ...(brightness ? { brightness: range(brightness) } : {}),
    ...(contrast ? { contrast: range(contrast) } : {}),
  };
}

function range(values: readonly number[]): readonly [number, number] {
  return [values[0]!, values[1]!];
}

/** Whether it leaves every image unchanged. */
export function changesNothing(augmentation: ResolvedAugmentation): boolean {
  const { horizontalFlip, verticalFlip, zoom, brightness, contrast } = augmentation;
  const { rotation, shear, widthShift, heightShift, edgeCrop, channelShift } = augmentation;
  const one = (factors: readonly [number, number] | undefined) => !factors || (factors[0] === 1 && factors[1] === 1);
  return (
    !horizontalFlip &&
    !verticalFlip &&
    [rotation, shear, widthShift, heightShift, edgeCrop, channelShift].every((amount) => amount === 0) &&
    [zoom, brightness, contrast].every(one)
  );
}

/** Every setting with its value; null for a setting without one. */
export function shownAugmentation(augmentation: ResolvedAugmentation): Record<string, unknown> {
  return { ...augmentation, brightness: augmentation.brightness ?? null, contrast: augmentation.contrast ?? null };
}

export const augmentation: TechniqueMeaning<'augmentation'> = {
  resolve(given) {
    const resolved = resolveAugmentation(given ?? {});
    return changesNothing(resolved) ? undefined : resolved;
  },
  shown: ({ augmentation: settings }) => shownAugmentation(settings ?? resolveAugmentation({})),
};
