/** Checks of self-cure: whether each face has one label that it could correct, and whether it gets to that. */
import { totalEpochs } from '../trainingStages';
import type { Check } from './check';

const path = ['techniques', 'selfCure'] as const;

/** Soft votes are no label that could be wrong. */
export const selfCureOfSoftLabels: Check = ({ resolved: { data, techniques } }) => {
  const { scheme, rule } = data.labels;
  if (!techniques.selfCure || scheme !== 'fer+' || rule === 'majority') return [];
  return [
    {
      severity: 'error',
      code: 'self-cure-soft-labels',
      message:
        `selfCure compares what the network finds with the one label of a face, and the rule "${rule}" gives it several. ` +
        'Use the rule "majority", or remove selfCure.',
      paths: [path, ['data', 'labels', 'rule']],
      fix: { title: 'Use the rule "majority"', path: ['data', 'labels', 'rule'], value: 'majority' },
    },
  ];
};

/** Training is over before labels are corrected. */
export const selfCureNeverRelabels: Check = ({ resolved: { training, techniques } }) => {
  const { selfCure } = techniques;
  const epochs = totalEpochs(training);
  if (!selfCure || selfCure.relabelMargin === 1 || epochs === 0 || selfCure.relabelFrom < epochs) return [];
  return [
    {
      severity: 'warning',
      code: 'self-cure-never-relabels',
      message:
        `selfCure corrects labels from epoch ${selfCure.relabelFrom} on, and they count from the epoch after: with ` +
        `${epochs === 1 ? '1 epoch' : `${epochs} epochs`} none is ever trained with. Lower relabelFrom, or train longer.`,
      paths: [[...path, 'relabelFrom'], path, ['training', 'epochs']],
    },
  ];
};

/** A part of one or two faces has no high and low group. */
export const selfCureOfFewFaces: Check = ({ resolved: { training, techniques } }) => {
  const { selfCure } = techniques;
  if (!selfCure) return [];
  const faces = Math.floor(training.batchSize / training.gradientAccumulation);
  if (Math.floor(faces * selfCure.highShare) > 0) return [];
  return [
    {
      severity: 'warning',
      code: 'self-cure-few-faces',
      message:
        `selfCure ranks the faces of each part of a batch, and ${faces === 1 ? '1 face has' : `${faces} faces have`} no ` +
        `high group of ${selfCure.highShare}: nothing is kept apart or corrected. Use a larger batch in fewer parts.`,
      paths: [['training', 'batchSize'], ['training', 'gradientAccumulation'], path],
    },
  ];
};
