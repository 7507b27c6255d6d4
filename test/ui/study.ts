/** A small study, as the tests of the comparison show it. */
import { resolveTechniques } from '../../experiment/techniques';
import type { FakeRun } from '../fixtures/runs';

/** In the order of the rows. */
export const variants = ['base', 'flip', 'smoothing-0.1'];

const flipped = resolveTechniques(
  { testTimeAugmentation: { samples: 10, augmentation: { horizontalFlip: true } } },
  'study.ferexp.json',
);

/** Three variants of three seeds, the last still running, with a published figure. */
export const study: FakeRun[] = variants.flatMap((variant, index) =>
  [0, 1, 2].map((repeat): FakeRun => {
    const published = { testAccuracy: 0.5178 + 0.05 * index, source: 'The study, table 2' };
    const techniques =
      variant === 'smoothing-0.1' ? { labelSmoothing: { epsilon: 0.1 } } : variant === 'flip' ? flipped : {};
    const ended = variant !== 'smoothing-0.1' || repeat < 2;
    return {
      experiment: 'study',
      variant,
      repeat,
      published,
      techniques,
      epochs: 30,
      ...(ended ? { testAccuracy: 0.52 + 0.04 * index + 0.003 * repeat } : { state: 'running', epochsRun: 12 }),
    };
  }),
);
