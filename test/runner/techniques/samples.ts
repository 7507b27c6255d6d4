import type { Combination, ResolvedAugmentation, ResolvedTestTimeAugmentation } from '../../../experiment/types';

/** Every transformation off. */
export const still: ResolvedAugmentation = {
  horizontalFlip: false,
  verticalFlip: false,
  rotation: 0,
  shear: 0,
  widthShift: 0,
  heightShift: 0,
  zoom: [1, 1],
  edgeCrop: 0,
  channelShift: 0,
  fillMode: 'nearest',
};

/** Every transformation on. */
export const everything: ResolvedAugmentation = {
  horizontalFlip: true,
  verticalFlip: true,
  rotation: 20,
  shear: 10,
  widthShift: 0.1,
  heightShift: 0.15,
  zoom: [0.8, 1.2],
  edgeCrop: 0.1,
  channelShift: 30,
  brightness: [0.7, 1.4],
  contrast: [0.6, 1.5],
  fillMode: 'reflect',
};

/** Test-time augmentation with random copies. */
export function randomCopies(
  samples: number,
  augmentation: ResolvedAugmentation,
  combine: Combination = 'mean',
): ResolvedTestTimeAugmentation {
  return { set: 'random', samples, combine, augmentation };
}

/** Grey values that differ everywhere and in every example. */
export function pattern(length: number, example = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * i * 3 + i * 31 + example * 101) % 256);
}
