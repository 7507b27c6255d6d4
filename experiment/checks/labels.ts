/** Checks of labels, their votes and what else changes them. */
import { hasVotes } from '../layout';
import type { ResolvedData } from '../types';
import type { Check, Concern } from './check';

/** FER+ labels are made of votes. */
export const votesNeeded: Check = ({ resolved }) => {
  const { source, labels, layout } = resolved.data;
  if (layout && hasVotes(layout)) return votesBeside(labels);
  if (labels.scheme !== 'fer+') return [];
  if (source === 'synthetic') {
    return [
      {
        severity: 'error',
        code: 'votes-synthetic',
        message: 'Generated faces have no FER+ votes. Use the scheme "fer" with "synthetic", or FER2013 as the source.',
        paths: [
          ['data', 'labels', 'scheme'],
          ['data', 'source'],
        ],
        fix: { title: 'Use the scheme "fer"', path: ['data', 'labels', 'scheme'], value: 'fer' },
      },
    ];
  }
  if (labels.votes !== undefined) return [];
  return [
    {
      severity: 'error',
      code: 'votes-missing',
      message:
        'The scheme "fer+" needs the votes of the annotators. Give data.labels.votes the path of fer2013new.csv ' +
        '(from the FER+ repository), relative to this file.',
      paths: [['data', 'labels', 'scheme']],
      fix: {
        title: 'Add "votes": "data/fer2013new.csv"',
        path: ['data', 'labels', 'votes'],
        value: 'data/fer2013new.csv',
      },
    },
  ];
};

/** The faces lie beside their votes, and FER2013's own labels are not there. */
function votesBeside({ scheme, votes }: ResolvedData['labels']): Concern[] {
  if (scheme !== 'fer+') {
    return [
      {
        severity: 'error',
        code: 'votes-without-labels',
        message:
          'The files of this layout have the votes of FER+, and not FER2013’s own labels. Use the scheme "fer+".',
        paths: [
          ['data', 'labels', 'scheme'],
          ['data', 'layout'],
        ],
        fix: { title: 'Use the scheme "fer+"', path: ['data', 'labels', 'scheme'], value: 'fer+' },
      },
    ];
  }
  if (votes === undefined) return [];
  return [
    {
      severity: 'error',
      code: 'votes-twice',
      message: 'Votes are named twice: the files of this layout have them. Remove data.labels.votes.',
      paths: [['data', 'labels', 'votes']],
      fix: { title: 'Remove data.labels.votes', path: ['data', 'labels', 'votes'], value: undefined },
    },
  ];
}

/** Settings about votes do nothing with FER2013's own labels; votes that are named are compared with. */
export const voteSettingsUnused: Check = ({ resolved }) => {
  const { labels } = resolved.data;
  if (labels.scheme !== 'fer') return [];
  const concerns: Concern[] = [];
  if (labels.unknown !== 'remove') {
    concerns.push({
      severity: 'warning',
      code: 'unknown-unused',
      message:
        'There is nothing unknown with the scheme "fer", which names an emotion for every image. Use "fer+" or remove ' +
        '"unknown".',
      paths: [
        ['data', 'labels', 'unknown'],
        ['data', 'labels', 'scheme'],
      ],
      fix: { title: 'Remove "unknown"', path: ['data', 'labels', 'unknown'], value: undefined },
    });
  }
  if (labels.rule !== 'majority') {
    concerns.push({
      severity: 'warning',
      code: 'rule-unused',
      message: `The rule "${labels.rule}" does nothing with the scheme "fer", which has one label per image. Use "fer+" or remove the rule.`,
      paths: [
        ['data', 'labels', 'rule'],
        ['data', 'labels', 'scheme'],
      ],
      fix: { title: 'Remove the rule', path: ['data', 'labels', 'rule'], value: undefined },
    });
  }
  return concerns;
};

/** Votes are already soft: smoothing them again blurs what the annotators said. */
export const smoothingOnSoftLabels: Check = ({ resolved }) => {
  const { scheme, rule } = resolved.data.labels;
  const soft = scheme === 'fer+' && (rule === 'probability' || rule === 'crossEntropy');
  if (!soft || resolved.techniques.labelSmoothing === undefined) return [];
  return [
    {
      severity: 'warning',
      code: 'smoothing-on-soft-labels',
      message:
        `Label smoothing on top of the rule "${rule}" softens labels twice: the votes already say how sure the ` +
        'annotators were. Remove label smoothing, or use the rule "majority".',
      paths: [
        ['techniques', 'labelSmoothing'],
        ['data', 'labels', 'rule'],
      ],
      fix: { title: 'Remove label smoothing', path: ['techniques', 'labelSmoothing'], value: undefined },
    },
  ];
};
