/** Reads the compared metrics from summaries of runs, and their means over networks. */
import type { CountedRun } from './runGroup';
import type { RunAnswers, TestSplit } from './judge/answers';
import type { Network } from './judge/networks';
import { type RowAnswers, rowValues } from './judge/row';
import { type FaceMetric, facesOf, valuesOf } from './judge/values';
import type { ListedSummary } from './listedSummary';
import { crossedMean } from './statistics/crossed';
import { estimate } from './statistics/estimate';
import { mean } from './statistics/student';
import { own } from '../schemas/own';
import { comparedMetrics, type ComparedMetric, type Estimate } from '../schemas/messages/comparison';

/** @param answers of the run on its test faces, as far as they are known */
type Read = (summary: ListedSummary, answers?: RunAnswers) => number | undefined;

const read: Readonly<Record<ComparedMetric, Read>> = {
  testAccuracy: ({ splits }) => splits['test']?.accuracy,
  testMacroF1: ({ splits }) => splits['test']?.macroF1,
  testBalancedAccuracy: ({ splits }) => splits['test']?.agreement?.balancedAccuracy,
  testKappa: ({ splits }) => splits['test']?.agreement?.kappa,
  testMcc: ({ splits }) => splits['test']?.agreement?.mcc,
  testLoss: ({ splits }) => splits['test']?.loss,
  testEce: (_, answers) => answers?.ece,
  testVoteShare: ({ splits }) => splits['test']?.votes?.share,
  testVoteCrossEntropy: ({ splits }) => splits['test']?.votes?.crossEntropy,
  testUnseenAccuracy: ({ splits }) => splits['testUnseen']?.accuracy,
  bestValidationAccuracy: ({ best }) => best?.validationAccuracy,
  lastValidationAccuracy: ({ last }) => last?.validationAccuracy,
  trainAccuracy: ({ splits }) => splits['train']?.accuracy,
  bestEpoch: ({ best }) => best?.epoch,
  trainingSeconds: ({ trainingSeconds }) => trainingSeconds,
};

/** An accuracy changes in steps of one image, and the other figures of a confusion matrix in about such steps. */
const oneImage =
  (split: string): Read =>
  ({ splits }) => {
    const examples = own(splits, split)?.examples;
    return examples === undefined || examples === 0 ? undefined : 1 / examples;
  };

/** The smallest step by which a metric can change; absent for continuous metrics. */
const steps: Readonly<Partial<Record<ComparedMetric, Read>>> = {
  testAccuracy: oneImage('test'),
  testMacroF1: oneImage('test'),
  testBalancedAccuracy: oneImage('test'),
  testKappa: oneImage('test'),
  testMcc: oneImage('test'),
  testVoteShare: oneImage('test'),
  testUnseenAccuracy: oneImage('testUnseen'),
  bestValidationAccuracy: oneImage('validation'),
  lastValidationAccuracy: oneImage('validation'),
  trainAccuracy: oneImage('train'),
};

/** What a metric can be; the mean of best epochs has no interval, since its uncertainty helps nobody. */
const possible: Readonly<Record<ComparedMetric, readonly [least: number, most: number] | undefined>> = {
  testAccuracy: [0, 1],
  testMacroF1: [0, 1],
  testBalancedAccuracy: [0, 1],
  testKappa: [-1, 1],
  testMcc: [-1, 1],
  testLoss: [0, Infinity],
  testEce: [0, 1],
  testVoteShare: [0, 1],
  testVoteCrossEntropy: [0, Infinity],
  testUnseenAccuracy: [0, 1],
  bestValidationAccuracy: [0, 1],
  lastValidationAccuracy: [0, 1],
  trainAccuracy: [0, 1],
  bestEpoch: undefined,
  trainingSeconds: [0, Infinity],
};

/** Metrics of test faces: their intervals are also over the choice of faces. */
const ofFaces: Readonly<Partial<Record<ComparedMetric, { readonly split: TestSplit; readonly metric: FaceMetric }>>> = {
  testAccuracy: { split: 'test', metric: 'accuracy' },
  testMacroF1: { split: 'test', metric: 'macroF1' },
  testBalancedAccuracy: { split: 'test', metric: 'balancedAccuracy' },
  testLoss: { split: 'test', metric: 'loss' },
  testUnseenAccuracy: { split: 'testUnseen', metric: 'accuracy' },
};

/** What the networks of a row answered, as far as it is known. */
export type AnswersOf = Readonly<Partial<Record<TestSplit, RowAnswers>>>;

/** The compared metrics of one run, as far as it has them. */
export function runMetrics(summary: ListedSummary, answers?: RunAnswers): Partial<Record<ComparedMetric, number>> {
  const metrics: Partial<Record<ComparedMetric, number>> = {};
  for (const name of comparedMetrics) {
    const value = read[name](summary, answers);
    if (value !== undefined) metrics[name] = value;
  }
  return metrics;
}

/**
 * Means over networks; a metric that only some of them have is averaged over those.
 * @param names of the metrics wanted
 */
export function meanMetrics(
  networks: readonly Network[],
  answers: AnswersOf = {},
  names: readonly ComparedMetric[] = comparedMetrics,
): Partial<Record<ComparedMetric, Estimate>> {
  const metrics: Partial<Record<ComparedMetric, Estimate>> = {};
  const known = answers.test && answersByRun(answers.test);
  for (const name of names) {
    const values = networks.flatMap(
      (network) => (network.ofFolds ? pooledOf(network, name, answers) : meanOf(network.runs, read[name], known)) ?? [],
    );
    if (values.length === 0) continue;
    const resolution = Math.max(0, ...networks.flatMap(({ runs }) => meanOf(runs, steps[name]) ?? []));
    metrics[name] = within({ ...estimate(values, resolution), ...facesInterval(name, answers) }, possible[name]);
  }
  return metrics;
}

/** Metrics of the training of each fold: their mean says something, unlike that of metrics of other faces. */
const ofTraining: ReadonlySet<ComparedMetric> = new Set([
  ...(['bestValidationAccuracy', 'lastValidationAccuracy', 'trainAccuracy', 'bestEpoch', 'trainingSeconds'] as const),
]);

/** A metric of the answers of all folds together; of their training, the mean over them. */
function pooledOf(network: Network, name: ComparedMetric, answers: AnswersOf): number | undefined {
  if (ofTraining.has(name)) return meanOf(network.runs, read[name]);
  const of = ofFaces[name] ?? (name === 'testEce' ? { split: 'test' as const, metric: undefined } : undefined);
  const joined = of && answers[of.split]?.networks.find((each) => each.network === network)?.runs[0];
  if (!joined) return undefined;
  const values = of.metric === undefined ? undefined : valuesOf(joined, of.metric);
  return of.metric === undefined ? joined.ece : values && mean(Array.from(values));
}

/** The mean of any metric of test faces; undefined for the recall of a class without faces. */
export function faceEstimate(row: RowAnswers, metric: FaceMetric): Estimate | undefined {
  const values = rowValues(row, metric);
  if (!values) return undefined;
  const ofNetworks = estimate(values.map((each) => mean(Array.from(each))));
  if (values.length < 2) return ofNetworks;
  const { low, high } = crossedMean(values, facesOf(row.faces, metric));
  return within({ ...ofNetworks, low, high }, metric === 'loss' || metric === 'brier' ? [0, Infinity] : [0, 1]);
}

/** The estimate with an interval that ends where the metric does. */
function within(estimated: Estimate, range: readonly [least: number, most: number] | undefined): Estimate {
  const { low, high, ...rest } = estimated;
  if (!range || low === undefined || high === undefined) return rest;
  return { ...rest, low: Math.max(range[0], low), high: Math.min(range[1], high) };
}

/** Answers of each run of a row, by its directory; a run of a fold has none of its own. */
export function answersByRun({ networks }: RowAnswers): Map<string, RunAnswers> {
  return new Map(
    networks.flatMap(({ network, runs }) =>
      network.ofFolds ? [] : runs.map((answers, index) => [network.runs[index]!.directory, answers] as const),
    ),
  );
}

function meanOf(
  runs: readonly CountedRun[],
  of: Read | undefined,
  known?: ReadonlyMap<string, RunAnswers>,
): number | undefined {
  const values = runs.flatMap(({ summary, directory }) => of?.(summary, known?.get(directory)) ?? []);
  return values.length === 0 ? undefined : mean(values);
}

function facesInterval(name: ComparedMetric, answers: AnswersOf): Pick<Estimate, 'low' | 'high'> {
  const of = ofFaces[name];
  const row = of && answers[of.split];
  if (!row || row.networks.length < 2) return {};
  const values = rowValues(row, of.metric);
  if (!values) return {};
  const { low, high } = crossedMean(values, row.faces);
  return { low, high };
}
