/** Takes the difference of two rows by the strongest test that their runs allow. */
import { foldOf } from '../folds';
import { mcnemarTest } from '../statistics/binomial';
import { crossedPairs, crossedRows, type FaceGroups, facesTest } from '../statistics/crossed';
import type { Spread } from '../statistics/planning';
import { type Interval, mean, pairedTest, type TestResult, welchTest } from '../statistics/student';
import { unlikeFaces } from './answers';
import { onCommonFaces } from './commonFaces';
import type { Network } from './networks';
import { type RowAnswers, rowValues } from './row';
import { type FaceMetric, facesOf, type Values } from './values';

/** A row as the judge sees it. */
export interface JudgedRow {
  readonly networks: readonly Network[];
  /** Unknown where predictions are missing. */
  readonly answers?: RowAnswers | undefined;
  /** Of images, labels and splits. */
  readonly fingerprint?: string | undefined;
}

/** A difference before the words: row minus baseline, in the metric's unit. */
export interface Measured extends TestResult {
  /**
   * `paired`: networks with the same seeds, or the same networks; `unpaired`: others; `oneAgainstSeveral`: one of the rows
   * has a single network; `oneEach`: two networks.
   */
  readonly test: 'paired' | 'unpaired' | 'oneAgainstSeveral' | 'oneEach';
  /** Networks of the row and of the baseline. */
  readonly networks: readonly [row: number, baseline: number];
  /** Test faces. */
  readonly faces: number;
  /** Whether predictions are missing, so that the interval is of the choice of seeds alone. */
  readonly seedsOnly: boolean;
  /** Whether networks with the same seeds would be pairs: both rows were trained here, or with the same framework. */
  readonly pairable: boolean;
  /** Difference of each pair; empty where nothing is paired. */
  readonly pairs: readonly number[];
  /** Interval for these test faces alone; two networks have none. */
  readonly theseFaces?: Interval;
  /** What plans go by; known for pairs. */
  readonly spread?: Spread;
  /** The networks are of several folds each: `oneEach` is then one repeat of the folds each. */
  readonly ofFolds?: true;
  /** Where the rows were tested on different faces: means of the row and of the baseline on those in common. */
  readonly common?: { readonly row: number; readonly baseline: number };
}

/**
 * The difference is always that of the means of the two rows; on the faces in common, of their means on these.
 * @param onCommon whether rows that were tested on different faces are compared on those that they have in common
 * @returns the difference, or why there is none; undefined where a row has no result
 */
export function differenceOf(
  row: JudgedRow,
  baseline: JudgedRow,
  metric: FaceMetric,
  onCommon = false,
): Measured | string | undefined {
  if (row.networks.length === 0 || baseline.networks.length === 0) return undefined;
  const order = pairing(row.networks, baseline.networks);
  const pairable = frameworkOf(row) === frameworkOf(baseline);
  if (!row.answers || !baseline.answers) {
    if (isOfFolds(row) || isOfFolds(baseline)) return noDifference('predictions of some folds are missing or damaged');
    return fromAccuracies(row, baseline, metric, order, pairable);
  }
  const unlike = unlikeFaces(row.answers.faces, baseline.answers.faces);
  if (unlike === undefined) {
    const measured = onSameFaces(row.answers, baseline.answers, metric, order, pairable);
    return typeof measured === 'object' && isOfFolds(row) ? { ...measured, ofFolds: true } : measured;
  }
  const [fold, other] = [testedFold(row), testedFold(baseline)];
  if (fold !== undefined && other !== undefined && fold !== other) return noDifference(otherFold);
  if (!onCommon) return noDifference(`this row was tested with ${unlike} than the baseline`);
  const common = onCommonFaces(row.answers, baseline.answers);
  if (typeof common === 'string') return noDifference(common);
  const measured = onSameFaces(...common, metric, order, pairable);
  if (typeof measured === 'string') return measured;
  const [first, second] = common.map((answers) => mean(rowValues(answers, metric)!.map(meanOf)));
  return { ...measured, common: { row: first!, baseline: second! } };
}

function onSameFaces(
  answers: RowAnswers,
  ofBaseline: RowAnswers,
  metric: FaceMetric,
  order: readonly number[] | undefined,
  pairable: boolean,
): Measured | string {
  const values = rowValues(answers, metric);
  const others = rowValues(ofBaseline, metric);
  if (!values || !others) {
    return noDifference(
      typeof metric === 'object'
        ? 'no test face shows this class'
        : 'of one of the two rows only the classes of its answers are known, without probabilities',
    );
  }
  const faces = facesOf(answers.faces, metric);
  if (order)
    return ofPairs(
      values,
      order.map((index) => others[index]!),
      faces,
      pairable,
    );
  const networks = [values.length, others.length] as const;
  const measured = crossedRows(values, others, faces);
  const test = Math.min(...networks) === 1 ? 'oneAgainstSeveral' : 'unpaired';
  return { ...measured, test, networks, faces: faces.groupOf.length, seedsOnly: false, pairable, pairs: [] };
}

const otherFold =
  'this row was tested on another fold than the baseline. Folds are not variants: they have other faces, whatever they are trained with';

const isOfFolds = ({ networks }: JudgedRow): boolean => networks.some(({ ofFolds }) => ofFolds);

/** The only fold that a row tests; undefined where it tests none, or several. */
const testedFold = ({ networks }: JudgedRow): number | undefined =>
  isOfFolds({ networks }) ? undefined : foldOf(networks[0]!.runs[0]!);

const noDifference = (why: string): string => `No difference is shown: ${why}.`;

/** What the networks of a row were trained with; those of an imported row have one framework. */
function frameworkOf({ networks }: JudgedRow): string {
  const imported = networks[0]?.runs[0]?.resolved.imported;
  return imported ? `imported ${imported.framework ?? networks[0]!.id}` : 'here';
}

/**
 * What makes two networks a pair. A seed says nothing across frameworks: it gives other weights and another order in each.
 * @returns undefined where the seed, or the framework of an imported network, is unknown
 */
function seedKey({ runs }: Network): string | undefined {
  const keys = runs.map(({ resolved: { seed, imported } }) =>
    seed === undefined || (imported && imported.framework === undefined)
      ? undefined
      : JSON.stringify([seed, imported?.framework]),
  );
  return keys.includes(undefined) ? undefined : keys.join(' ');
}

/**
 * Positions of the baseline's networks that belong to those of the row: the same networks (a row that only evaluates), else
 * networks with the same seeds.
 * @returns undefined if the rows do not have the same networks or seeds: those of some alone may be chosen by chance
 */
function pairing(row: readonly Network[], baseline: readonly Network[]): number[] | undefined {
  if (row.length !== baseline.length) return undefined;
  // Two single networks are compared face by face, whatever their seeds.
  if (row.length === 1) return [0];
  for (const keyOf of [({ id }: Network) => id, seedKey]) {
    const positions = new Map(baseline.map((network, index) => [keyOf(network), index]));
    positions.delete(undefined);
    const order = row.map((network) => positions.get(keyOf(network)));
    const found = order.flatMap((index) => index ?? []);
    if (new Set(found).size === row.length) return found;
  }
  return undefined;
}

function ofPairs(first: readonly Values[], second: readonly Values[], groups: FaceGroups, pairable: boolean): Measured {
  const faces = first[0]!.length;
  const networks = [first.length, second.length] as const;
  const pairs = first.map((values, pair) => meanOf(values) - meanOf(second[pair]!));
  const rest = { networks, faces, seedsOnly: false, pairable, pairs };
  if (first.length === 1) return { ...twoNetworks(first[0]!, second[0]!, groups), ...rest, test: 'oneEach' };
  return { ...crossedPairs(first, second, groups), ...rest, test: 'paired' };
}

function meanOf(values: Values): number {
  let total = 0;
  for (let index = 0; index < values.length; index++) total += values[index]!;
  return total / values.length;
}

/** Exact where each face is right or wrong for itself: faces of one person are not independent. */
function twoNetworks(first: Values, second: Values, groups: FaceGroups): TestResult {
  if (groups.persons !== undefined) return facesTest(first, second, groups);
  let [onlyFirst, onlySecond] = [0, 0];
  for (let face = 0; face < first.length; face++) {
    const difference = first[face]! - second[face]!;
    if (difference !== 0 && Math.abs(difference) !== 1) return facesTest(first, second, groups);
    if (difference > 0) onlyFirst++;
    if (difference < 0) onlySecond++;
  }
  return mcnemarTest(onlyFirst, onlySecond, first.length);
}

/** Without predictions, the accuracies of the runs say what other seeds would give on these faces, but not on others. */
function fromAccuracies(
  row: JudgedRow,
  baseline: JudgedRow,
  metric: FaceMetric,
  order: readonly number[] | undefined,
  pairable: boolean,
): Measured | string {
  const missing = 'predictions of some runs are missing or damaged';
  if (metric !== 'accuracy') return noDifference(missing);
  if (row.fingerprint !== baseline.fingerprint) {
    return noDifference(`${missing}, so nobody knows whether the test faces and labels are those of the baseline`);
  }
  const [first, second] = [accuracies(row.networks), accuracies(baseline.networks)];
  const networks = [first.length, second.length] as const;
  if (Math.min(...networks) === 1) return noDifference(`single networks are compared face by face, and ${missing}`);
  const examples = testOf(row.networks[0]!.runs[0]!).examples;
  const rest = { networks, faces: examples, seedsOnly: true, pairable };
  if (!order) return { ...welchTest(first, second, 1 / examples), ...rest, test: 'unpaired', pairs: [] };
  const pairs = first.map((value, pair) => value - second[order[pair]!]!);
  return { ...pairedTest(pairs, 1 / examples), ...rest, test: 'paired', pairs };
}

const testOf = ({ summary }: Network['runs'][number]) => summary.splits['test']!;

function accuracies(networks: readonly Network[]): number[] {
  return networks.map(({ runs }) => mean(runs.map((run) => testOf(run).accuracy)));
}
