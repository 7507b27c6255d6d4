/** `ferexp data show`: the data of an experiment, split by split. */
import { resolveRuns } from '../../experiment/resolve';
import { UserError } from '../../schemas/userError';
import type { DataOverview } from '../../schemas/faces';
import { FaceCatalogue } from '../../runner/faces/catalogue';
import { readExperiment } from '../find/experimentFile';
import { processProgress } from '../report/processProgress';
import { drawTable } from '../report/drawTable';
import { json, processTerminal } from '../report/terminal';
import { count as whole, counted, isOrAre } from '../../words/numbers';

interface DataShowOptions {
  readonly variant: string;
  readonly json?: boolean;
}

export async function dataShow(file: string, options: DataShowOptions): Promise<number> {
  const terminal = processTerminal(options);
  const { file: experiment } = await readExperiment(file, { variants: [options.variant] });
  if (!experiment) throw new UserError(`${file} is not valid.`, `See what is wrong with: ferexp validate ${file}`);
  const [resolved] = resolveRuns(experiment, { path: file, variants: [options.variant], repeats: [0] });
  const progress = processProgress(terminal);
  const catalogue = await FaceCatalogue.open(resolved!, progress.onProgress).finally(() => progress.end());
  const overview = catalogue.overview();
  for (const warning of overview.warnings) terminal.say(`${terminal.colors.yellow('warning')} ${warning}`);
  terminal.result(terminal.json ? json(overview) : describe(overview));
  return 0;
}

function describe(overview: DataOverview): string {
  const { source, images, width, height, classNames, splits, scheme, rule, dropped, traits } = overview;
  const head = ['', ...classNames, 'all'];
  const table = drawTable(
    head,
    splits.map(({ split, classes, count }) => [split, ...classes.map(whole), whole(count)]),
    head.map((_, column) => (column === 0 ? 'left' : 'right')),
  );
  const labels = scheme === 'fer' ? 'FER labels' : `FER+ labels by ${rule}`;
  const lines = [
    ...dropped.map(
      ({ reason, training, test }) => `${whole(training)} training and ${whole(test)} test images dropped: ${reason}`,
    ),
    ...(traits.excluded > 0 ? [`${counted(traits.excluded, 'image')} left out by data.exclude`] : []),
    ...(traits.unused > 0
      ? [
          `${counted(traits.unused, 'image')} ${isOrAre(traits.unused)} in no split: the experiment uses a part of the data`,
        ]
      : []),
    ...(overview.voteNames ? [`${counted(traits.disagree, 'image')} whose FER label is not their FER+ majority`] : []),
    `${counted(overview.unique, 'different image')}; ${counted(overview.groups, 'group')} of identical ones, ${whole(overview.conflictingGroups)} with different FER labels`,
    `${counted(traits.leaked, 'test image')} ${isOrAre(traits.leaked)} also in training or validation`,
  ];
  return `${source}\n${counted(images, 'image')} of ${width}×${height}, ${labels}\n\n${table}\n\n${lines.join('\n')}`;
}
