/** Transformations of images, in training and at test time. */
import { changesNothing } from '../defaults';
import type { JsonPath, ResolvedAugmentation } from '../types';
import type { Check, Concern, Subject } from './check';

const places: readonly JsonPath[] = [
  ['techniques', 'augmentation'],
  ['techniques', 'testTimeAugmentation', 'augmentation'],
];

/** The transformations that the settings give, with where. */
function given({ resolved, settings }: Subject): { place: JsonPath; augmentation: ResolvedAugmentation }[] {
  const { augmentation, testTimeAugmentation } = resolved.techniques;
  const own = settings.techniques?.testTimeAugmentation?.augmentation !== undefined;
  const found: (ResolvedAugmentation | undefined)[] = [
    augmentation,
    own ? testTimeAugmentation?.augmentation : undefined,
  ];
  return found.flatMap((item, i) => (item === undefined ? [] : [{ place: places[i]!, augmentation: item }]));
}

/** `[high, low]` draws nothing. */
export const rangeReversed: Check = (subject) =>
  given(subject).flatMap(({ place, augmentation }) =>
    (['zoom', 'brightness', 'contrast'] as const).flatMap((name): Concern[] => {
      const [low, high] = augmentation[name] ?? [0, 0];
      if (low <= high) return [];
      const path = [...place, name];
      return [
        {
          severity: 'error',
          code: 'range-reversed',
          message: `${name} runs from ${low} down to ${high}. Give the lower end first: [${high}, ${low}].`,
          paths: [path],
          mend: { title: `Change to [${high}, ${low}]`, path, value: [high, low] },
        },
      ];
    }),
  );

/** What the study did: faces that are almost black. */
export const brightnessDark: Check = (subject) =>
  given(subject).flatMap(({ place, augmentation }): Concern[] => {
    const { brightness } = augmentation;
    if (brightness === undefined || Math.max(...brightness) >= 0.5) return [];
    const path = [...place, 'brightness'];
    return [
      {
        severity: 'warning',
        code: 'brightness-dark',
        message:
          `Brightness factors of ${brightness[0]} to ${brightness[1]} leave faces almost black: in the study, ` +
          '[0.1, 0.2] took accuracy on FER+ from 82.83 to 36.39 %. 1 leaves an image as it is; [0.8, 1.2] is mild.',
        paths: [path],
        mend: { title: 'Change to [0.8, 1.2]', path, value: [0.8, 1.2] },
      },
    ];
  });

/** Nobody's face stands on its head. */
export const rotationLarge: Check = (subject) =>
  given(subject).flatMap(({ place, augmentation }): Concern[] => {
    if (augmentation.rotation <= 45) return [];
    const path = [...place, 'rotation'];
    return [
      {
        severity: 'warning',
        code: 'rotation-large',
        message:
          `Turning faces by up to ${augmentation.rotation}° shows the network what it will never see: faces are rarely ` +
          'tilted by more than 15°. Use 10 to 15.',
        paths: [path],
        mend: { title: 'Change to 10', path, value: 10 },
      },
    ];
  });

/** The study tried it. */
export const verticalFlip: Check = (subject) =>
  given(subject).flatMap(({ place, augmentation }): Concern[] => {
    if (!augmentation.verticalFlip) return [];
    const path = [...place, 'verticalFlip'];
    return [
      {
        severity: 'warning',
        code: 'vertical-flip',
        message:
          'Vertical flips show the network faces that stand on their heads, which it will never see: in the study, ' +
          'they took accuracy on FER+ from 82.83 to 81.35 %. Leave them out.',
        paths: [path],
        mend: { title: 'Remove vertical flips', path, value: undefined },
      },
    ];
  });

/** The mean of the same prediction many times. */
export const samplesAlike: Check = ({ resolved }) => {
  const tta = resolved.techniques.testTimeAugmentation;
  if (tta === undefined || !changesNothing(tta.augmentation)) return [];
  return [
    {
      severity: 'warning',
      code: 'tta-without-transformation',
      message:
        `Test-time augmentation averages ${tta.samples} samples, but its augmentation changes nothing, so all are the ` +
        'same image. Give it a transformation such as "horizontalFlip": true.',
      paths: [
        ['techniques', 'testTimeAugmentation', 'augmentation'],
        ['techniques', 'testTimeAugmentation'],
      ],
      mend: {
        title: 'Add horizontal flips',
        path: ['techniques', 'testTimeAugmentation', 'augmentation'],
        value: { horizontalFlip: true },
      },
    },
  ];
};

/** One transformed copy is no average. */
export const oneSample: Check = ({ resolved }) => {
  if (resolved.techniques.testTimeAugmentation?.samples !== 1) return [];
  const path = ['techniques', 'testTimeAugmentation', 'samples'];
  return [
    {
      severity: 'warning',
      code: 'tta-one-sample',
      message: 'One sample is no average: predicting a single changed copy is worse than the image itself. Use 10.',
      paths: [path],
      mend: { title: 'Use 10 samples', path, value: 10 },
    },
  ];
};
