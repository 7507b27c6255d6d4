/** Checks of which layers are trained and which are frozen, given what their weights are. */
import { blockNames, isOfBlock } from '../blocks';
import { hasBase } from '../defaults';
import { nearestName } from '../names';
import type { JsonPath, ResolvedExperiment, Trainable } from '../types';
import type { Check, Concern } from './check';

const trainablePath = ['training', 'trainable'] as const;
const fineTuningPath = ['training', 'fineTuning'] as const;
const modelPath = ['model', 'type'] as const;

/** A learning rate above this destroys trained weights. */
const highestRate = 1e-3;

/** Whether layers below the classifier were trained before. */
function isTrainedBefore({ model, initFrom }: ResolvedExperiment): boolean {
  return initFrom !== undefined || (hasBase(model) && !('weights' in model && model.weights === 'random'));
}

/** A learning rate that overwrites weights that were trained before. */
export const fineTuningRateHigh: Check = ({ resolved }) => {
  const { optimizer, trainable, fineTuning } = resolved.training;
  if (!isTrainedBefore(resolved)) return [];
  const concern = (path: JsonPath, rate: number, value: number): Concern => ({
    severity: 'warning',
    code: 'fine-tuning-rate-high',
    message:
      `A learning rate of ${rate} makes trained layers forget what they know within an epoch: fine tuning needs a ` +
      `hundredth of the rate for random weights. Use ${value}, at most ${highestRate}.`,
    paths: [path],
    fix: { title: `Change to ${value}`, path, value },
  });
  const found: Concern[] = [];
  // SGD takes steps that are smaller than its rate.
  if (
    hasBase(resolved.model) &&
    trainable !== 'head' &&
    optimizer.type === 'adam' &&
    optimizer.learningRate > highestRate
  ) {
    found.push(concern(['training', 'optimizer', 'learningRate'], optimizer.learningRate, 1e-4));
  }
  if (fineTuning && fineTuning.learningRate > highestRate) {
    found.push(concern([...fineTuningPath, 'learningRate'], fineTuning.learningRate, 1e-5));
  }
  return found;
};

/** A classifier on layers that were never trained. */
export const headOnRandom: Check = ({ resolved }) => {
  if (resolved.training.trainable !== 'head' || isTrainedBefore(resolved)) return [];
  return [
    {
      severity: 'warning',
      code: 'head-on-random',
      message:
        'Only the classifier is trained, on layers that keep their random weights: they distinguish faces only by ' +
        'chance. Train "all", or start from trained weights with initFrom or a base.',
      paths: [trainablePath, ['model', 'weights'], modelPath],
      fix: { title: 'Change to "all"', path: trainablePath, value: 'all' },
    },
  ];
};

/** Frozen batch normalisation whose averages were never computed. */
export const frozenRandomNormalization: Check = ({ resolved }) => {
  const { batchNormalization, trainable, fineTuning } = resolved.training;
  if (batchNormalization === 'trained' || isTrainedBefore(resolved)) return [];
  if (trainable === 'head' && !fineTuning) return [];
  const path = ['training', 'batchNormalization'] as const;
  return [
    {
      severity: 'warning',
      code: 'frozen-random-normalization',
      message:
        'Batch normalisation is frozen, but the network has not been trained before: it would normalise by averages that ' +
        'nobody has computed. Set batchNormalization to "trained".',
      paths: [path, ['model', 'weights'], modelPath],
      fix: { title: 'Change to "trained"', path, value: 'trained' },
    },
  ];
};

/** Blocks that the network does not have. */
export const blockUnknown: Check = ({ resolved }) => {
  const { model, training } = resolved;
  const blocks = blockNames(model.type);
  const check = (trainable: Trainable | undefined, path: JsonPath): Concern[] => {
    if (blocks.length === 0 || typeof trainable !== 'object' || !('from' in trainable)) return [];
    const { from } = trainable;
    const last = ['logits', 'head_dropout', 'probabilities', 'avg_pool'];
    // A layer within a block is checked when the network is built.
    if (last.includes(from) || blocks.some((block) => isOfBlock(block, from) || isOfBlock(from, block))) return [];
    const nearest = nearestName(from, blocks);
    return [
      {
        severity: 'error',
        code: 'block-unknown',
        message:
          `${model.type} has no block "${from}". ` +
          (nearest === undefined ? `It has ${blocks.join(', ')}.` : `Did you mean "${nearest}"?`),
        paths: [[...path, 'from'], path],
        ...(nearest === undefined
          ? {}
          : {
              suggestion: nearest,
              fix: { title: `Change to "${nearest}"`, path: [...path, 'from'], value: nearest },
            }),
      },
    ];
  };
  return [
    ...check(training.trainable, trainablePath),
    ...check(training.fineTuning?.trainable, [...fineTuningPath, 'trainable']),
  ];
};

/** The second stage freezes what the first one trained. */
export const fineTuningNarrower: Check = ({ resolved }) => {
  const { model, training } = resolved;
  const second = training.fineTuning?.trainable;
  if (second === undefined || !isNarrower(second, training.trainable, blockNames(model.type))) return [];
  const path = [...fineTuningPath, 'trainable'];
  return [
    {
      severity: 'warning',
      code: 'fine-tuning-narrower',
      message:
        'Fine tuning trains fewer layers than the stage before it: what it freezes again was trained at the higher rate. ' +
        'Train the head first, then more layers.',
      paths: [path, trainablePath, fineTuningPath],
      fix: { title: 'Train the head first', path: trainablePath, value: 'head' },
    },
  ];
};

function isNarrower(second: Trainable, first: Trainable, blocks: readonly string[]): boolean {
  if (first === 'head' || second === 'all') return false;
  if (first === 'all') return true;
  if (typeof second !== 'object') return true;
  if ('last' in second && 'last' in first) return second.last < first.last;
  if (!('from' in second) || !('from' in first)) return false;
  const position = (name: string) => blocks.findIndex((block) => isOfBlock(block, name) || isOfBlock(name, block));
  return position(second.from) > position(first.from);
}

/** Nothing in the settings trains a layer with batch normalisation. */
export const batchNormalizationUnused: Check = ({ resolved, settings }) => {
  const { trainable, fineTuning } = resolved.training;
  if (settings.training.batchNormalization === undefined || trainable !== 'head' || fineTuning) return [];
  const path = ['training', 'batchNormalization'] as const;
  return [
    {
      severity: 'warning',
      code: 'setting-ignored',
      message:
        '"batchNormalization" does nothing here: only the head is trained, and what is below stays frozen either way. ' +
        'Remove it, or train more layers.',
      paths: [path],
      fix: { title: 'Remove "batchNormalization"', path, value: undefined },
    },
  ];
};

/** A batch in more parts than it has images. */
export const accumulationTooLarge: Check = ({ resolved }) => {
  const { gradientAccumulation, batchSize } = resolved.training;
  if (gradientAccumulation <= batchSize) return [];
  const path = ['training', 'gradientAccumulation'] as const;
  return [
    {
      severity: 'error',
      code: 'accumulation-too-large',
      message:
        `A batch of ${batchSize} ${batchSize === 1 ? 'image' : 'images'} cannot be computed in ${gradientAccumulation} ` +
        'parts: each needs an image at least, and 8 or more to be fast.',
      paths: [path, ['training', 'batchSize']],
      fix: { title: `Change to ${batchSize}`, path, value: batchSize },
    },
  ];
};
