/** What the copies of a face got, in words. */
import type { CopiesOf } from '../schemas/explanations';
import { counted, percent } from './numbers';

/** `10 copies: happy 81.2 % · votes: happy 8, sad 2`. */
export function copiesWords({ probabilities, votes }: CopiesOf, classNames: readonly string[]): string {
  const copies = votes.reduce((sum, count) => sum + count, 0);
  const best = probabilities.indexOf(Math.max(...probabilities));
  const given = classNames
    .map((name, index) => ({ name, count: votes[index]! }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
  const shares = given.map(({ name, count }) => `${name} ${count}`).join(', ');
  return `${counted(copies, 'copy', 'copies')}: ${classNames[best]!} ${percent(probabilities[best]!)} · votes: ${shares}`;
}
