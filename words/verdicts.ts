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
