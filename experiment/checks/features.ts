/** Checks of `features`: whether the stored output of a frozen base suits the training. */
import { actingOn, changesImages, mixesExamples } from '../techniques';
import type { Check } from './check';

const path = ['training', 'features'] as const;

/** `features` has no effect when more than the head is trained. */
export const featuresUnused: Check = ({ resolved, settings }) => {
  const { features } = settings.training;
  if (features === undefined || resolved.training.trainable === 'head') return [];
  return [
    {
      severity: 'warning',
      code: 'setting-ignored',
      message:
        '"features" does nothing here: only the output of what lies below the head is kept, and more than the head is ' +
        'trained. Remove it, or set trainable to "head".',
      paths: [path],
      fix: { title: 'Remove "features"', path, value: undefined },
    },
  ];
};

/** The same augmented images in every epoch. */
export const featuresRepeatAugmentation: Check = ({ resolved, settings }) => {
  const { training, techniques } = resolved;
  if (settings.training.features !== 'cached' || !changesImages(techniques)) return [];
  if (mixesExamples(techniques)) return [];
  if (training.trainable !== 'head' || training.epochs < 2) return [];
  return [
    {
      severity: 'warning',
      code: 'features-repeat-augmentation',
      message:
        'With augmentation, "cached" keeps one augmented pass and repeats it in every epoch: the network never sees ' +
        'another version of an image. Give a number of passes to take in turn, such as 5, or "live".',
      paths: [path],
      fix: { title: 'Keep 5 augmented passes', path, value: 5 },
    },
  ];
};

/** Passes that are all the same. */
export const featurePassesAlike: Check = ({ resolved, settings }) => {
  const { training, techniques } = resolved;
  const passes = settings.training.features;
  if (typeof passes !== 'number' || training.trainable !== 'head' || changesImages(techniques)) return [];
  if (passes === 1) return [];
  return [
    {
      severity: 'warning',
      code: 'feature-passes-alike',
      message: `Only one of ${passes} passes is kept: without augmentation they are all alike. Use "cached", or augment.`,
      paths: [path],
      fix: { title: 'Change to "cached"', path, value: 'cached' },
    },
  ];
};

/** Kept features are those of single images; mixtures of two are other images. */
export const featuresOfMixtures: Check = ({ resolved, settings }) => {
  const { training, techniques } = resolved;
  const { features } = settings.training;
  if (features === undefined || features === 'live' || training.trainable !== 'head') return [];
  const [name] = actingOn(techniques, 'batch');
  if (name === undefined) return [];
  return [
    {
      severity: 'error',
      code: 'features-of-mixtures',
      message:
        `${name} mixes the images of each batch, and kept features are those of single images. Set features to "live", or ` +
        `remove ${name}.`,
      paths: [path, ['techniques', name]],
      fix: { title: 'Change to "live"', path, value: 'live' },
    },
  ];
};
