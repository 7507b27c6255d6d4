/** Accuracy by how much the people of FER+ agreed on a face. */
import type { VotesView } from '../schemas/votes';
import { counted, percent } from '../words/numbers';
import { votesWords } from '../words/votes';
import type { Figure } from './figure';
import { inTitle } from './runFigures';
import { type ShareChart, sharesFigure } from './shares';

/** Of ten votes; fewer are one group with these. */
const [fewest, most] = [5, 10];
const groups = most - fewest + 1;
const at = (votes: number): number => (votes - fewest + 0.5) / groups;
const nameOf = (votes: number): string => (votes === fewest ? '≤ 5' : String(votes));

export const votesTitle = ({ split }: Pick<VotesView, 'split'>): string =>
  `Accuracy by agreement of people, ${inTitle(split)}`;

export function votesChart({ agreed }: VotesView): ShareChart {
  const spoken = agreed.map(
    ({ votes, accuracy, faces }) =>
      `${votes}${votes === fewest ? ' or fewer' : ''} votes, ${percent(accuracy)} of ${counted(faces, 'face')} right`,
  );
  return {
    xTitle: 'Votes of ten for the most voted answer',
    yTitle: 'Share with the label',
    xTicks: Array.from({ length: groups }, (_, index) => ({
      at: at(fewest + index),
      label: nameOf(fewest + index),
    })),
    slots: groups,
    marks: agreed.map(({ votes, accuracy, interval, labelShare, faces }) => ({
      ...{ at: at(votes), slot: at(votes), share: accuracy, interval, reference: labelShare, faces },
    })),
    legend: { share: 'this network, with 95 % intervals', reference: 'one person of those who voted' },
    diagonal: false,
    description: `Accuracy by how many of ten people gave the most voted answer: ${spoken.join('; ')}.`,
  };
}

export function votesFigure(view: VotesView, subject: string): Figure {
  return { ...sharesFigure(votesTitle(view), subject, votesChart(view), votesWords(view)), data: view };
}
