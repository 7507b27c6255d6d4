/** Checks of test-time augmentation: predictions that add nothing, and settings that the chosen set does not use. */
import { changesNothing } from '../techniques/augmentation';
import type { JsonPath } from '../types';
import type { Check, Concern } from './check';

const place: JsonPath = ['techniques', 'testTimeAugmentation'];

/** The mean of the same prediction many times. */
export const samplesAlike: Check = ({ resolved }) => {
  const tta = resolved.techniques.testTimeAugmentation;
  if (tta?.set !== 'random' || !changesNothing(tta.augmentation)) return [];
  return [
    {
      severity: 'warning',
      code: 'tta-without-transformation',
      message:
        `Test-time augmentation averages ${tta.samples} samples, but its augmentation changes nothing, so all are the ` +
        'same image. Give it a transformation such as "horizontalFlip": true.',
      paths: [[...place, 'augmentation'], place],
      fix: { title: 'Add horizontal flips', path: [...place, 'augmentation'], value: { horizontalFlip: true } },
    },
  ];
};

/** One transformed copy is not an average. */
export const oneSample: Check = ({ resolved }) => {
  const tta = resolved.techniques.testTimeAugmentation;
  if (tta?.set !== 'random' || tta.samples !== 1) return [];
  const path = [...place, 'samples'];
  return [
    {
      severity: 'warning',
      code: 'tta-one-sample',
      message: 'One sample is no average: predicting a single changed copy is worse than the image itself. Use 10.',
      paths: [path],
      fix: { title: 'Use 10 samples', path, value: 10 },
    },
  ];
};

const setWords = {
  random: 'the set "random" draws whole images',
  flip: 'the set "flip" is the image and its mirror image',
  fiveCrop: 'the set "fiveCrop" is five crops',
  tenCrop: 'the set "tenCrop" is five crops and their mirror images',
} as const;

/** Settings that only another set uses. */
export const ignoredBySet: Check = ({ resolved, settings }) => {
  const set = resolved.techniques.testTimeAugmentation?.set;
  const tta = settings.techniques?.testTimeAugmentation;
  if (set === undefined || tta === undefined) return [];
  const crops = set === 'fiveCrop' || set === 'tenCrop';
  const ignored = [...(set === 'random' ? [] : (['samples', 'augmentation'] as const)), ...(crops ? [] : ['cropSize'])];
  return ignored
    .filter((name) => name in tta)
    .map((name): Concern => {
      const path = [...place, name];
      return {
        severity: 'warning',
        code: 'tta-setting-ignored',
        message: `"${name}" does nothing here: ${setWords[set]}. Remove it, or choose another set.`,
        // In a variant that only changes the set, the warning is shown at the set.
        paths: [path, [...place, 'set']],
        fix: { title: `Remove "${name}"`, path, value: undefined },
      };
    });
};

/** Two predictions that disagree have no majority. */
export const voteOfTwo: Check = ({ resolved }) => {
  const tta = resolved.techniques.testTimeAugmentation;
  if (tta?.combine !== 'vote' || tta.samples > 2) return [];
  const path = [...place, 'combine'];
  return [
    {
      severity: 'warning',
      code: 'tta-vote-of-two',
      message:
        `A vote of ${tta.samples === 1 ? 'one' : 'two'} has no majority to find: it chooses what the mean chooses, with ` +
        'a loss that says less. Use "mean", or at least 3 predictions.',
      paths: [path],
      fix: { title: 'Change to "mean"', path, value: 'mean' },
    },
  ];
};
