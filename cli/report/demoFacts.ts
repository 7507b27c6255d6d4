/** What a demo page says of the run that its network is of. */
import type { ResolvedExperiment } from '../../experiment/types';
import { version } from '../../package.json';
import { law, limits } from '../../results/export/notice';
import type { RunRecord } from '../../results/runIndex';
import type { Network } from '../../runner/exported/network';
import type { DemoPage } from '../../runner/exported/demo/toDemo';
import { counted, interval, percent } from '../../words/numbers';

export function demoFacts(
  { header, summary }: Pick<RunRecord, 'header' | 'summary'>,
  { name, variant, seed, techniques }: ResolvedExperiment,
  { layers }: Network,
): DemoPage {
  const { equalization, testTimeAugmentation } = techniques;
  const [first, last] = [layers[0]!, layers.at(-1)!];
  const test = summary?.splits['test'];
  const bounds = header.testInterval;
  const classes = last.shape[0]!;
  return {
    title: `${name} / ${variant}, seed ${seed}`,
    run: header.runId,
    version,
    classNames: summary?.classNames ?? Array.from({ length: classes }, (_, index) => `class ${index}`),
    size: first.shape[0]!,
    ...(equalization && { equalization }),
    ...(test &&
      bounds && {
        tested: `Of ${counted(test.examples, 'test face')} it told ${percent(test.accuracy)} (${interval(...bounds)}) right.`,
      }),
    warnings: testTimeAugmentation
      ? ['These results are of several views of each test face; this page answers for one view.']
      : [],
    notice: `${limits}\n\n${law}`,
  };
}
