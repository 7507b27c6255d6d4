// Generated from schemas/ by scripts/generate.ts. Do not edit.
import type { Technique } from './technique';
import { equalization } from './equalization';
import { augmentation } from './augmentation';
import { randomErasing } from './randomErasing';
import { labelSmoothing } from './labelSmoothing';
import { cutMix } from './cutMix';
import { mixup } from './mixup';
import { stochasticDepth } from './stochasticDepth';
import { selfCure } from './selfCure';
import { classBalancedLoss } from './classBalancedLoss';
import { focalLoss } from './focalLoss';
import { logitAdjustment } from './logitAdjustment';
import { distillation } from './distillation';
import { sam } from './sam';
import { ema } from './ema';
import { preciseBatchNorm } from './preciseBatchNorm';
import { swa } from './swa';
import { testTimeAugmentation } from './testTimeAugmentation';
/** All techniques, in the order in which data passes through them. */
export const techniques: readonly Technique[] = [
  equalization,
  augmentation,
  randomErasing,
  labelSmoothing,
  cutMix,
  mixup,
  stochasticDepth,
  selfCure,
  classBalancedLoss,
  focalLoss,
  logitAdjustment,
  distillation,
  sam,
  ema,
  preciseBatchNorm,
  swa,
  testTimeAugmentation,
];
