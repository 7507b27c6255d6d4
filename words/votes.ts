/** Puts the agreement of a network with the people of FER+ in sentences, the same on its page and in its figure. */
import type { VotesView } from '../schemas/votes';
import { counted, loss, percent } from './numbers';

/** Each one or two sentences. */
export function votesWords({ faces, share, ceiling, twoPeople, crossEntropy, entropy }: VotesView): string[] {
  return [
    `On average, ${percent(share)} of a face’s votes by the people of FER+ are for the class that this network names. No network can exceed ${percent(ceiling)} on these ${counted(faces, 'face')}, the mean share of the most voted class; two of the people agree on ${percent(twoPeople)}.`,
    `Cross-entropy to the votes ${loss(crossEntropy)}; the least possible is the entropy of the votes, ${loss(entropy)}.`,
  ];
}
