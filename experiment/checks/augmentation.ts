/** Checks of the transformations of images, in training and at test time. */
import { baseVariant } from '../../schemas/runDirectory';
import type { JsonPath, ResolvedAugmentation } from '../types';
import { type Check, type Concern, reversedRange, type Subject } from './check';
import { share } from '../../words/numbers';

const places: readonly JsonPath[] = [
  ['techniques', 'augmentation'],
  ['techniques', 'testTimeAugmentation', 'augmentation'],
];

/** The augmentations that the settings give, with their paths. */
function augmentationsOf({ resolved, settings }: Subject): { place: JsonPath; augmentation: ResolvedAugmentation }[] {
  const { augmentation, testTimeAugmentation } = resolved.techniques;
  const own = settings.techniques?.testTimeAugmentation?.augmentation !== undefined;
  const found: (ResolvedAugmentation | undefined)[] = [
    augmentation,
    own && testTimeAugmentation?.set === 'random' ? testTimeAugmentation.augmentation : undefined,
  ];
  return found.flatMap((item, i) => (item === undefined ? [] : [{ place: places[i]!, augmentation: item }]));
}

/** Whether the settings have a published figure of their own: then they reproduce a study on purpose. */
function reproduces({ patch, settings, variant }: Subject): boolean {
  return (variant === baseVariant ? settings.published : patch?.published) !== undefined;
}

/** A range `[high, low]` is empty. */
export const rangeReversed: Check = (subject) =>
  augmentationsOf(subject).flatMap(({ place, augmentation }) =>
    (['zoom', 'brightness', 'contrast'] as const).flatMap((name) =>
      reversedRange(name, [...place, name], augmentation[name] ?? []),
    ),
  );

/** Faces that are almost black, as in the study. */
export const brightnessDark: Check = (subject) =>
  augmentationsOf(subject).flatMap(({ place, augmentation }): Concern[] => {
    const { brightness } = augmentation;
    if (brightness === undefined || Math.max(...brightness) >= 0.5 || reproduces(subject)) return [];
    const path = [...place, 'brightness'];
    return [
      {
        severity: 'warning',
        code: 'brightness-dark',
        message:
          `Brightness factors of ${brightness[0]} to ${brightness[1]} leave faces almost black: in the study, ` +
          '[0.1, 0.2] took accuracy on FER+ from 82.83 to 36.39 %. 1 leaves an image as it is; [0.8, 1.2] is mild.',
        paths: [path],
        fix: { title: 'Change to [0.8, 1.2]', path, value: [0.8, 1.2] },
      },
    ];
  });

/** Rotations further than people tilt their heads. */
export const rotationLarge: Check = (subject) =>
  augmentationsOf(subject).flatMap(({ place, augmentation }): Concern[] => {
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
        fix: { title: 'Change to 10', path, value: 10 },
      },
    ];
  });

/** Angles below a degree move no pixel: probably meant as a share of a turn or as radians, as in other libraries. */
export const angleTiny: Check = (subject) =>
  augmentationsOf(subject).flatMap(({ place, augmentation }) =>
    (['rotation', 'shear'] as const).flatMap((name): Concern[] => {
      const angle = augmentation[name];
      if (angle <= 0 || angle >= 1) return [];
      const path = [...place, name];
      return [
        {
          severity: 'warning',
          code: 'angle-tiny',
          message:
            `${name} is an angle in degrees, as in Keras’s ImageDataGenerator: ${angle}° changes hardly a pixel of a ` +
            'face. Did you mean a share of a turn, or radians? 10 is usual.',
          paths: [path],
          fix: { title: 'Change to 10', path, value: 10 },
        },
      ];
    }),
  );

/** Vertical flips, which the study tried. */
export const verticalFlip: Check = (subject) =>
  augmentationsOf(subject).flatMap(({ place, augmentation }): Concern[] => {
    if (!augmentation.verticalFlip || reproduces(subject)) return [];
    const path = [...place, 'verticalFlip'];
    return [
      {
        severity: 'warning',
        code: 'vertical-flip',
        message:
          'Vertical flips show the network faces that stand on their heads, which it will never see: in the study, ' +
          'they took accuracy on FER+ from 82.83 to 81.35 %. Leave them out.',
        paths: [path],
        fix: { title: 'Remove vertical flips', path, value: undefined },
      },
    ];
  });

/** Zoom that shows a small face, or only a part of one. */
export const zoomLarge: Check = (subject) =>
  augmentationsOf(subject).flatMap(({ place, augmentation }): Concern[] => {
    const [low, high] = augmentation.zoom;
    if ((low >= 0.5 && high <= 2) || low > high) return [];
    const path = [...place, 'zoom'];
    return [
      {
        severity: 'warning',
        code: 'zoom-large',
        message:
          `Zoom by factors of ${low} to ${high} shows the network parts of faces, or faces that fill a part of the ` +
          'image: test faces all have one size. Use 0.1, which means factors of 0.9 to 1.1, or at most 0.2.',
        paths: [path],
        fix: { title: 'Change to 0.1', path, value: 0.1 },
      },
    ];
  });

/** Shifts that move half of a face out of the image. */
export const shiftLarge: Check = (subject) =>
  augmentationsOf(subject).flatMap(({ place, augmentation }) =>
    (['widthShift', 'heightShift'] as const).flatMap((name): Concern[] => {
      const shift = augmentation[name];
      if (shift < 0.5) return [];
      const path = [...place, name];
      return [
        {
          severity: 'warning',
          code: 'shift-large',
          message:
            `${name} ${shift} moves up to ${share(shift)} of the face out of the image, and what is left says ` +
            'little about its expression. Use 0.1 to 0.2.',
          paths: [path],
          fix: { title: 'Change to 0.1', path, value: 0.1 },
        },
      ];
    }),
  );
