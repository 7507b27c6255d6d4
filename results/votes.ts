/** How a network agrees with the people of FER+: what its summary has, with intervals. */
import type { VoteMetrics } from '../schemas/generated/summary';
import type { VotesView } from '../schemas/votes';
import { wilsonInterval } from './statistics/binomial';

/** @param split as in the summary */
export function votesView(split: string, { byAgreement, ...metrics }: VoteMetrics): VotesView {
  const agreed = byAgreement.map(({ votes, faces, right, labelShare }) => {
    const { low, high } = wilsonInterval(right / faces, faces);
    return { votes, faces, accuracy: right / faces, interval: [low, high] as const, labelShare };
  });
  return { ...metrics, split, agreed };
}
