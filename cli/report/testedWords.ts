import { wilsonInterval } from '../../results/statistics/binomial';
import type { SplitMetrics } from '../../schemas/generated/summary';
import { counted, decimal, interval, loss, percent } from '../../words/numbers';

/** What a network reached on its test faces: `62.9 % of 70 test faces right (51.1 to 73.2 % on other faces), macro-F1 0.626`. */
export function testedWords(test: Pick<SplitMetrics, 'accuracy' | 'examples' | 'macroF1' | 'loss'>): string {
  const { low, high } = wilsonInterval(test.accuracy, test.examples);
  return [
    `${percent(test.accuracy)} of ${counted(test.examples, 'test face')} right (${interval(low, high)} on other faces)`,
    `macro-F1 ${decimal(test.macroF1, 3)}`,
    ...(test.loss === undefined ? [] : [`loss ${loss(test.loss)}`]),
  ].join(', ');
}
