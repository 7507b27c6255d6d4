/** Checks of techniques that must not be combined, and of their ranges. */
import { actingOn } from '../techniques';
import type { JsonPath, TechniqueName } from '../types';
import type { Check, Concern, Subject } from './check';

/** Pairs of which only one can act, each with the reason. */
const exclusive: readonly (readonly [TechniqueName, TechniqueName, string])[] = [
  ['mixup', 'cutMix', 'Both mix the faces of a batch, so that labels would be those of up to four faces.'],
  ['ema', 'swa', 'Both say which average of the weights is evaluated, and there is one.'],
];

export const techniquesExclusive: Check = ({ resolved: { techniques } }) =>
  exclusive.flatMap(([first, second, reason]): Concern[] => {
    if (!techniques[first] || !techniques[second]) return [];
    const path = ['techniques', second];
    return [
      {
        severity: 'error',
        code: 'techniques-exclusive',
        message: `${first} and ${second} cannot be combined. ${reason} Keep one of them.`,
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

/** A range `[high, low]` is empty. */
export const erasingRangeReversed: Check = ({ resolved: { techniques } }: Subject) => {
  const { randomErasing } = techniques;
  if (!randomErasing) return [];
  return (['area', 'ratio'] as const).flatMap((name): Concern[] => {
    const [low, high] = randomErasing[name];
    if (low! <= high!) return [];
    const path = ['techniques', 'randomErasing', name];
    return [
      {
        severity: 'error',
        code: 'range-reversed',
        message: `${name} runs from ${low} down to ${high}. Give the lower end first: [${high}, ${low}].`,
        paths: [path],
        fix: { title: `Change to [${high}, ${low}]`, path, value: [high, low] },
      },
    ];
  });
};
