/** How a network agrees with the people of FER+, as the run's page and `ferexp figure` show it. */
import type { VoteMetrics } from './generated/summary';

/** Faces on which people agreed as much. */
export interface AgreedFaces {
  /** Votes of ten for the most voted column; 5 stands for 5 or fewer. */
  readonly votes: number;
  readonly faces: number;
  /** Share of the faces whose most probable class is the label, with its 95 % interval over the choice of faces. */
  readonly accuracy: number;
  readonly interval: readonly [low: number, high: number];
  /** Mean share of the votes that are for the label: how often a single person gives it. */
  readonly labelShare: number;
}

export interface VotesView extends Omit<VoteMetrics, 'byAgreement'> {
  /** As in the summary. */
  readonly split: string;
  /** By how much people agreed, ascending. */
  readonly agreed: readonly AgreedFaces[];
}
