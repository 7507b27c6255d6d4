/** Checks of the splits and sizes of the data. */
import { layoutMistake, mayNameParts } from '../layout';
import type { Check, CheckContext, Concern, Subject } from './check';
import { share } from '../../words/numbers';

/** The part that chooses the best epoch must not be tested on as well. */
export const publicTestTwice: Check = ({ resolved }) => {
  const { validation, test } = resolved.data;
  if (validation !== 'publicTest' || !test.includes('publicTest')) return [];
  return [
    {
      severity: 'error',
      code: 'public-test-twice',
      message:
        'publicTest both validates and tests: the epoch would be chosen on the images that it is then tested on, which ' +
        'flatters the result. Test on "privateTest" only, or validate on a fraction of training.',
      paths: [
        ['data', 'test'],
        ['data', 'validation'],
      ],
      fix: { title: 'Test on privateTest only', path: ['data', 'test'], value: ['privateTest'] },
    },
  ];
};

/** Settings of generated faces do nothing with another source. */
export const syntheticUnused: Check = ({ resolved, settings }) => {
  if (resolved.data.source === 'synthetic' || settings.data.synthetic === undefined) return [];
  return [
    {
      severity: 'warning',
      code: 'synthetic-unused',
      message: 'data.synthetic does nothing: the source is not "synthetic". Remove it or change the source.',
      paths: [
        ['data', 'synthetic'],
        ['data', 'source'],
      ],
      fix: { title: 'Remove data.synthetic', path: ['data', 'synthetic'], value: undefined },
    },
  ];
};

/** Generated faces are not in folders. */
export const classesUnused: Check = ({ resolved }) => {
  if (resolved.data.source !== 'synthetic' || resolved.data.classes === undefined) return [];
  return [
    {
      severity: 'warning',
      code: 'classes-unused',
      message: 'data.classes does nothing: generated faces are not in folders. Remove it or change the source.',
      paths: [
        ['data', 'classes'],
        ['data', 'source'],
      ],
      fix: { title: 'Remove data.classes', path: ['data', 'classes'], value: undefined },
    },
  ];
};

/** What the schema allows of `data.layout` and `data.holdOut`, and cannot work. */
export const layoutWrong: Check = ({ resolved, settings }) => {
  const { source, layout, holdOut } = resolved.data;
  if (layout === undefined || source === 'synthetic') {
    const key = settings.data.layout !== undefined ? 'layout' : holdOut !== undefined ? 'holdOut' : undefined;
    if (key === undefined) return [];
    const why = source === 'synthetic' ? 'the source is "synthetic"' : 'it divides the faces of a data.layout';
    return [
      {
        severity: 'warning',
        code: `${key === 'layout' ? 'layout' : 'hold-out'}-unused`,
        message: `data.${key} does nothing: ${why}. Remove it.`,
        paths: [['data', key]],
        fix: { title: `Remove data.${key}`, path: ['data', key], value: undefined },
      },
    ];
  }
  const mistake = layoutMistake(layout);
  if (mistake !== undefined) {
    return [
      {
        severity: 'error',
        code: 'layout-wrong',
        message: `${mistake.why}.`,
        paths: [
          ['data', 'layout', mistake.key],
          ['data', 'layout'],
        ],
      },
    ];
  }
  if (holdOut === undefined) return mayNameParts(layout) ? [] : [noTestFaces];
  if (resolved.data.validation === 'publicTest') return [noValidationFaces];
  if (!('folds' in holdOut) || holdOut.fold <= holdOut.folds) return [];
  return [
    {
      severity: 'error',
      code: 'fold-beyond-folds',
      message: `There is no fold ${holdOut.fold} of ${holdOut.folds}: the folds are numbered from 1.`,
      paths: [
        ['data', 'holdOut', 'fold'],
        ['data', 'holdOut', 'folds'],
      ],
    },
  ];
};

const noTestFaces: Concern = {
  severity: 'error',
  code: 'hold-out-needed',
  message:
    'Nothing says which faces are for the test: the files of this layout name no parts. Hold some out with data.holdOut; ' +
    'where persons are known, these are whole persons.',
  paths: [
    ['data', 'layout'],
    ['data', 'source'],
  ],
  fix: { title: 'Hold a fifth of the faces out', path: ['data', 'holdOut'], value: { fraction: 0.2, seed: 123 } },
};

const noValidationFaces: Concern = {
  severity: 'error',
  code: 'hold-out-without-public-test',
  message:
    'data.holdOut divides the faces into Training and PrivateTest, so none is in PublicTest. Validate on a share of Training.',
  paths: [['data', 'validation']],
  fix: { title: 'Validate on a fifth of Training', path: ['data', 'validation'], value: { fraction: 0.2, seed: 123 } },
};

/** The number of images that a run trains on; undefined when it is not known. */
export function trainingImages({ resolved }: Subject, context: CheckContext): number | undefined {
  const { data } = resolved;
  const all = data.synthetic?.training ?? context.dataSize?.(data)?.training;
  if (all === undefined) return undefined;
  const validating = data.validation === 'publicTest' ? 0 : data.validation.fraction;
  return Math.floor(all * (1 - validating) * data.fraction);
}

/** A batch that never fills is one step per epoch. */
export const batchTooLarge: Check = (subject, context) => {
  const images = trainingImages(subject, context);
  const { batchSize } = subject.resolved.training;
  if (images === undefined || batchSize <= images) return [];
  return [
    {
      severity: 'warning',
      code: 'batch-too-large',
      message:
        `A batch of ${batchSize} is larger than the training data of about ${images} images: each epoch would be one ` +
        'step. Use a smaller batch or more data.',
      paths: [
        ['training', 'batchSize'],
        ['data', 'fraction'],
        ['data', 'synthetic', 'training'],
        ['data', 'source'],
      ],
      fix: batchFix(images),
    },
  ];
};

function batchFix(images: number) {
  const value = Math.max(1, 2 ** Math.floor(Math.log2(Math.max(1, images / 8))));
  return { title: `Use a batch of ${value}`, path: ['training', 'batchSize'], value };
}

/** Batch normalisation estimates mean and variance from the batch. */
export const batchTooSmall: Check = ({ resolved }) => {
  const { batchSize } = resolved.training;
  if (batchSize >= 8) return [];
  return [
    {
      severity: 'warning',
      code: 'batch-too-small',
      message:
        `With ${batchSize} ${batchSize === 1 ? 'image' : 'images'} per batch, batch normalisation has too little to ` +
        'estimate from, and training is slow and unstable. Use at least 16.',
      paths: [['training', 'batchSize']],
      fix: { title: 'Use a batch of 32', path: ['training', 'batchSize'], value: 32 },
    },
  ];
};

/** A result on part of the data cannot be compared with a published figure. */
export const publishedOnFraction: Check = ({ resolved }) => {
  if (resolved.published === undefined || resolved.data.fraction === 1) return [];
  return [
    {
      severity: 'warning',
      code: 'published-on-fraction',
      message:
        `Only ${share(resolved.data.fraction)} of the data is used, so the result is not comparable with the published ` +
        'figure beside it. Remove data.fraction for the comparison.',
      paths: [['data', 'fraction'], ['published']],
      fix: { title: 'Use all data', path: ['data', 'fraction'], value: undefined },
    },
  ];
};
