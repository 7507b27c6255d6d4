/** All techniques, in the order that data flows. */
import { augmentation } from './augmentation';
import { labelSmoothing } from './labelSmoothing';
import type { Technique } from './technique';
import { testTimeAugmentation } from './testTimeAugmentation';

export const techniques: readonly Technique[] = [augmentation, labelSmoothing, testTimeAugmentation];
