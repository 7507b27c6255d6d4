/** Checks of techniques that must not be combined, and of their ranges. */
import { share } from '../../words/numbers';
import { actingOn } from '../techniques';
import type { JsonPath, TechniqueName } from '../types';
import { type Check, type Concern, reversedRange } from './check';

/** Pairs of which only one can act, each with the reason. */
const exclusive: readonly (readonly [TechniqueName, TechniqueName, string])[] = [
  ['mixup', 'cutMix', 'Both mix the faces of a batch, so that labels would be those of up to four faces.'],
  ['mixup', 'selfCure', 'A mixture of two faces has no label of its own that could be trusted or corrected.'],
  ['cutMix', 'selfCure', 'A mixture of two faces has no label of its own that could be trusted or corrected.'],
  ['focalLoss', 'selfCure', 'One counts the faces more that the network contradicts, the other less.'],
  [
    'distillation',
    'selfCure',
    'Both say how far labels are doubted, one by a teacher, the other by the network itself.',
  ],
  ['ema', 'swa', 'Both say which average of the weights is evaluated, and there is one.'],
];

export const techniquesExclusive: Check = ({ resolved: { techniques }, patch }) =>
  exclusive.flatMap(([first, second, reason]): Concern[] => {
    if (!techniques[first] || !techniques[second]) return [];
    const path = ['techniques', second];
    const ofFile = patch && [first, second].find((name) => !Object.hasOwn(patch.techniques ?? {}, name));
    const instead = ofFile === undefined ? '' : ` The file sets ${ofFile}: "${ofFile}": null removes it here.`;
    return [
      {
        severity: 'error',
        code: 'techniques-exclusive',
        message: `${first} and ${second} cannot be combined. ${reason} Keep one of them.${instead}`,
        paths: [path, ['techniques', first]],
        fix: { title: `Remove "${second}"`, path, value: undefined },
      },
    ];
  });

/** The multi-target rule picks one of the classes that people chose; a mixture has those of two faces. */
export const mixingAcceptedClasses: Check = ({ resolved: { techniques, data } }) => {
  const [name] = actingOn(techniques, 'batch');
  if (name === undefined || data.labels.rule !== 'multiTarget') return [];
  return [
    {
      severity: 'error',
      code: 'mixing-accepted-classes',
      message:
        `${name} mixes the labels of two faces, and the rule "multiTarget" then accepts the classes of either one alone. ` +
        'Use the rule "crossEntropy", which keeps the shares.',
      paths: [
        ['techniques', name],
        ['data', 'labels', 'rule'],
      ],
    },
  ];
};

/** Rare classes would count more twice. */
export const classesWeighedTwice: Check = ({ resolved: { techniques, training } }) => {
  const ways: { readonly path: JsonPath; readonly name: string }[] = [
    ...(training.classWeights === 'none'
      ? []
      : [{ path: ['training', 'classWeights'], name: 'training.classWeights' }]),
    ...(['classBalancedLoss', 'logitAdjustment'] as const).flatMap((name) =>
      techniques[name] ? [{ path: ['techniques', name], name }] : [],
    ),
  ];
  if (ways.length < 2) return [];
  const [first, second] = ways;
  return [
    {
      severity: 'warning',
      code: 'classes-weighed-twice',
      message: `${first!.name} and ${second!.name} both favour rare classes. Use one of them, or the comparison cannot tell what each is worth.`,
      paths: [second!.path, first!.path],
    },
  ];
};

/** The mean of weights that hardly differ is the last of them. */
export const averageOfFallingRate: Check = ({ resolved: { techniques, training } }) => {
  const { schedule } = training;
  const falls = schedule.type === 'oneCycle' || (schedule.type === 'cosine' && schedule.minimum === 0);
  if (!techniques.swa || !falls) return [];
  return [
    {
      severity: 'warning',
      code: 'swa-falling-rate',
      message:
        `The ${schedule.type} schedule lets the rate fall to almost nothing, so the weights that swa averages hardly ` +
        'differ. Use a constant rate, or a cosine with a minimum, such as half of the learning rate.',
      paths: [
        ['techniques', 'swa'],
        ['training', 'schedule'],
      ],
    },
  ];
};

/** The average begins late, and training may have ended by then. */
export const averageAfterStopping: Check = ({ resolved: { techniques, training } }) => {
  if (!techniques.swa || techniques.swa.start === 0 || training.earlyStopping === undefined) return [];
  return [
    {
      severity: 'warning',
      code: 'swa-early-stopping',
      message:
        `swa begins after ${share(techniques.swa.start)} of the epochs, and early stopping may end training before: then ` +
        'nothing is averaged. Leave early stopping out.',
      paths: [
        ['training', 'earlyStopping'],
        ['techniques', 'swa'],
      ],
      fix: { title: 'Remove "earlyStopping"', path: ['training', 'earlyStopping'], value: undefined },
    },
  ];
};

/** swa takes the statistics of its average anyway. */
export const statisticsTwice: Check = ({ resolved: { techniques } }) => {
  if (!techniques.swa || !techniques.preciseBatchNorm) return [];
  return [
    {
      severity: 'warning',
      code: 'statistics-twice',
      message:
        'swa takes the statistics of batch normalisation again by itself: preciseBatchNorm only sets over how many faces, ' +
        'as "statistics" of swa does. Remove preciseBatchNorm, or the comparison counts one network as two.',
      paths: [
        ['techniques', 'preciseBatchNorm'],
        ['techniques', 'swa'],
      ],
      fix: { title: 'Remove "preciseBatchNorm"', path: ['techniques', 'preciseBatchNorm'], value: undefined },
    },
  ];
};

/** A range `[high, low]` is empty. */
export const erasingRangeReversed: Check = ({ resolved: { techniques } }) => {
  const { randomErasing } = techniques;
  if (!randomErasing) return [];
  return (['area', 'ratio'] as const).flatMap((name) => {
    const path = ['techniques', 'randomErasing', name];
    return reversedRange(path.join('.'), path, randomErasing[name]);
  });
};
