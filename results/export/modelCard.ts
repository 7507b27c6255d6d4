/** The model card of a run (Mitchell et al., 2019): what the network is, what it reached for whom, and what it is not for. */
import { flattenSettings } from '../../experiment/settings';
import type { ResolvedExperiment } from '../../experiment/types';
import type { RunEnvironment } from '../../schemas/generated/environment';
import type { RunSummary, SplitMetrics } from '../../schemas/generated/summary';
import { count, counted, decimal, interval, percent } from '../../words/numbers';
import { forMarkdown } from '../../words/printable';
import { settingWords } from '../../words/settings';
import { agreementOf } from '../judge/agreement';
import { lackOfLearning } from '../learning';
import { law, limits } from './notice';
import { wilsonInterval } from '../statistics/binomial';

/** A recall of fewer faces than this says little. */
const fewFaces = 30;

interface DescribedRun {
  readonly resolved: ResolvedExperiment;
  readonly summary: RunSummary;
  readonly environment: RunEnvironment | undefined;
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, index) => (index === 0 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

/** Markdown. @param summary with a test split */
export function modelCard({ resolved, summary, environment }: DescribedRun): string {
  const test = summary.splits['test'];
  const sections = [
    `# ${forMarkdown(`${resolved.name}, ${resolved.variant}, seed ${resolved.seed}`)}`,
    ...(resolved.description === undefined ? [] : [forMarkdown(resolved.description)]),
    aboutNetwork(resolved, summary, environment),
    ...(test ? [results(test, summary)] : []),
    '## Training\n',
    settingsTable(resolved),
    limits,
    law,
  ];
  return `${sections.join('\n\n')}\n`;
}

function aboutNetwork(
  { data, model }: ResolvedExperiment,
  summary: RunSummary,
  environment: RunEnvironment | undefined,
) {
  const facts: [string, string | undefined][] = [
    [
      'Task',
      `names one of ${summary.classNames?.join(', ') ?? 'the classes of the data'} for a grey picture of a face, 48 × 48 pixels`,
    ],
    [
      'Network',
      `${model.type}${summary.parameters === undefined ? '' : `, ${counted(summary.parameters, 'parameter')}`}`,
    ],
    ['Data', `${data.source}, labels ${data.labels.scheme === 'fer' ? 'of the source' : `FER+, ${data.labels.rule}`}`],
    ['Fingerprint of the data', summary.dataFingerprint],
    ['Trained', `${summary.startedAt.slice(0, 10)}, ${counted(summary.epochsRun ?? 0, 'epoch')}`],
    ['Engine', summary.engine === undefined ? undefined : `${summary.engine}, ${summary.device ?? 'unknown device'}`],
    ['FER Experiments', environment?.ferexp],
  ];
  const lines = facts.flatMap(([name, value]) => (value === undefined ? [] : [`- ${name}: ${forMarkdown(value)}`]));
  return `## The network\n\n${lines.join('\n')}`;
}

function results(test: SplitMetrics, { evaluatedWeights }: RunSummary): string {
  const { accuracy, examples, macroF1, loss, classes, confusion } = test;
  const { balancedAccuracy, kappa, mcc } = agreementOf(confusion);
  const of = wilsonInterval(accuracy, examples);
  const nothing = lackOfLearning(test);
  const tested = `${count(examples)} test faces${evaluatedWeights === undefined ? '' : `, weights of the ${evaluatedWeights} epoch`}`;
  const rows = classes.map(({ name, support, precision, recall, f1 }) => {
    const bounds = wilsonInterval(recall, support);
    const range = support === 0 ? '–' : `${percent(recall)} (${interval(bounds.low, bounds.high)})`;
    return [forMarkdown(name), count(support), range, percent(precision), percent(f1)];
  });
  const few = classes.filter(({ support }) => support < fewFaces).map(({ name }) => name);
  return [
    `## Results\n\nOn ${tested}. This is one network: another seed gives another one.`,
    ...(nothing === undefined ? [] : [forMarkdown(`It may have learned nothing: ${nothing}.`)]),
    table(
      ['Metric', 'Value'],
      [
        ['Accuracy (95 % interval for other faces)', `${percent(accuracy)} (${interval(of.low, of.high)})`],
        ['Balanced accuracy', percent(balancedAccuracy)],
        ['Macro-F1', percent(macroF1)],
        ['Cohen’s kappa', kappa === undefined ? '–' : decimal(kappa, 3)],
        ['Matthews’ correlation', decimal(mcc, 3)],
        ['Cross-entropy', loss === undefined ? '–' : decimal(loss, 3)],
      ],
    ),
    table(['Class', 'Faces', 'Recall (95 % interval)', 'Precision', 'F1'], rows),
    ...(few.length === 0 ? [] : [forMarkdown(`Fewer than ${fewFaces} faces, so little is known: ${few.join(', ')}.`)]),
  ].join('\n\n');
}

function settingsTable(resolved: ResolvedExperiment): string {
  const rows = Object.entries(flattenSettings(resolved)).map(([path, value]) => [
    forMarkdown(path),
    forMarkdown(settingWords(path, value)),
  ]);
  return table(['Setting', 'Value'], rows);
}
