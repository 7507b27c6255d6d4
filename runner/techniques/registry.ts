// Generated from schemas/ by scripts/generate.ts. Do not edit.
import type { Technique } from './technique';
import { augmentation } from './augmentation';
import { labelSmoothing } from './labelSmoothing';
import { testTimeAugmentation } from './testTimeAugmentation';
/** All techniques, in the order in which data passes through them. */
export const techniques: readonly Technique[] = [augmentation, labelSmoothing, testTimeAugmentation];
