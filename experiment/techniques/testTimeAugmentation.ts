/** Resolves `techniques.testTimeAugmentation`: fixed sets imply their size, random copies are made as in training. */
import type { TestTimeAugmentationConfig } from '../../schemas/generated/experiment';
import { own } from '../../schemas/own';
import { filled } from '../defaults';
import { equalJson } from '../json';
import type { ResolvedAugmentation, ResolvedTestTimeAugmentation } from '../types';
import { resolveAugmentation, shownAugmentation } from './augmentation';
import type { TechniqueMeaning } from './meaning';

/** @param training the augmentation used in training */
function resolveTestTimeAugmentation(
  given: TestTimeAugmentationConfig,
  training: ResolvedAugmentation | undefined,
): ResolvedTestTimeAugmentation {
  const { augmentation, ...others } = given;
  const { set, samples, cropSize, combine } = filled<Required<typeof others>>('testTimeAugmentation', others);
  switch (set) {
    case 'random': {
      const own = augmentation && resolveAugmentation(augmentation);
      return { set, samples, combine, augmentation: own ?? training ?? resolveAugmentation({ horizontalFlip: true }) };
    }
    case 'flip':
      return { set, samples: 2, combine };
    case 'fiveCrop':
      return { set, samples: 5, combine, cropSize };
    case 'tenCrop':
      return { set, samples: 10, combine, cropSize };
  }
}

export const testTimeAugmentation: TechniqueMeaning<'testTimeAugmentation'> = {
  resolve: (given, { augmentation }) => given && resolveTestTimeAugmentation(given, augmentation),
  shown: ({ testTimeAugmentation: settings }) => ({ samples: settings?.samples ?? 0 }),
  // The defaults need no column: random samples, transformed as in training, and their mean.
  shownBesides({ testTimeAugmentation: settings, augmentation }) {
    if (!settings) return {};
    const off = resolveAugmentation({});
    const training = augmentation ?? off;
    return {
      ...(settings.set !== 'random' && { set: settings.set }),
      ...('cropSize' in settings && { cropSize: settings.cropSize }),
      ...(settings.combine !== 'mean' && { combine: settings.combine }),
      ...(settings.set === 'random' &&
        !equalJson(settings.augmentation, training) && { augmentation: differingFrom(off, settings.augmentation) }),
    };
  },
};

function differingFrom(off: ResolvedAugmentation, augmentation: ResolvedAugmentation): Record<string, unknown> {
  const unchanged = shownAugmentation(off);
  return Object.fromEntries(
    Object.entries(shownAugmentation(augmentation)).filter(([key, value]) => !equalJson(value, own(unchanged, key))),
  );
}
