/** Short words for verdicts on differences. */
import type { Difference } from '../schemas/messages/comparison';

/** The verdict in a word or two, to follow the figures. */
export function shortVerdict({ verdict }: Pick<Difference, 'verdict'>): string {
  const words: Readonly<Record<Difference['verdict'], string>> = {
    real: 'real',
    unclear: 'cannot tell',
    oneRunEach: 'one run each',
    nothingLearned: 'says nothing',
  };
  return words[verdict];
}

/** What the verdict does not say, as docs/statistics.md explains it. */
export function verdictLimit({ verdict }: Pick<Difference, 'verdict'>): string {
  const limits: Readonly<Record<Difference['verdict'], string>> = {
    real: 'It speaks of other seeds and other faces of this kind: not of other data, another network or other settings.',
    unclear: 'It does not say that there is no difference: the interval says how large it may be.',
    oneRunEach: 'It says nothing of the technique: another seed gives another network.',
    nothingLearned: 'It says nothing of the technique, since a network that learned nothing cannot show what it does.',
  };
  return limits[verdict];
}
