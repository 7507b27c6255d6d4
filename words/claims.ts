/** Says what publications state, never without how the figure was obtained. */
import { type Claim, claims, type Reproduction } from '../schemas/claims';
import { interval, percent, significant } from './numbers';

/** Stands above every list of claims. */
export const howToRead =
  'These figures are no targets: they may be of another split or other labels, of the epoch that was best on the test faces, or of an ensemble. Compare with those that have your protocol. What others report is from public threads that may hold other figures too; nobody checked it.';

/** Where the figures of the study are. */
export const studyFigures =
  'The figures of the study stand in its experiment files (examples/thesis) and in docs/reproducing-the-study.md.';

/** The labels of an experiment, as its file or its settings give them. */
export interface ClaimedLabels {
  readonly source?: unknown;
  readonly classes?: boolean;
  readonly scheme?: unknown;
  readonly rule?: unknown;
  readonly unknown?: unknown;
}

type DataSet = Claim['dataset'];

const dataSetNames: Readonly<Record<DataSet, string>> = {
  fer2013: 'FER2013 with FER labels',
  'fer+': 'FER2013 with FER+ labels',
};

/** With as many digits as were published: `83.852 % ± 0.631 SD`. */
export function claimedAccuracy({ accuracy, spread }: Pick<Claim, 'accuracy' | 'spread'>): string {
  const words = asPublished(accuracy);
  if (spread === undefined) return words;
  return `${words} ± ${significant(100 * spread.value, 5)}${spread.kind === 'standard deviation' ? ' SD' : ''}`;
}

/** No publication has more than five digits. */
function asPublished(accuracy: number): string {
  const digits = significant(100 * accuracy, 5).split('.')[1]?.length ?? 0;
  return percent(accuracy, digits);
}

/** `single network`, `ensemble of 8`. */
export function claimedOf({ of }: Pick<Claim, 'of'>): string {
  return typeof of === 'object' ? `ensemble of ${of.ensemble}` : of;
}

/** `at most 73.6 % by own training`. */
export function reproductionWords({ accuracy, precision, how }: Reproduction): string {
  const figure = [...(precision === undefined ? [] : [precision]), asPublished(accuracy)].join(' ');
  const means = { 'published weights': 'with the published weights', 'own training': 'by own training' };
  return `${figure} ${how === 'not stated' ? '(how is not stated)' : means[how]}`;
}

/** What others report, without addresses. */
export function reproducedWords({ reproduced }: Pick<Claim, 'reproduced'>): string {
  return reproduced === undefined ? 'nobody known' : reproduced.map(reproductionWords).join(', ');
}

/** Head and rows of the claims, in their order. */
export function claimsTable(shown: readonly Claim[]): { readonly head: string[]; readonly rows: string[][] } {
  return {
    head: [
      'publication',
      'method',
      'labels',
      'accuracy',
      'of',
      'tested on',
      'pretraining or extra data',
      'runs',
    ].concat('reproduced by others'),
    rows: shown.map((claim) => [
      claim.source.citation,
      claim.method,
      claim.dataset === 'fer2013' ? 'FER' : `FER+, ${claim.rule ?? 'rule not stated'}`,
      claimedAccuracy(claim),
      claimedOf(claim),
      claim.testedOn,
      claim.extra ?? '–',
      String(claim.runs ?? '–'),
      claim.of === 'people' ? '–' : reproducedWords(claim),
    ]),
  };
}

/** Each publication and each report of others once: what it says, and its address. */
export function claimSources(shown: readonly Claim[]): { readonly words: string; readonly address: string }[] {
  const found = new Map<string, string[]>();
  const add = (address: string, words: string): void => {
    const known = found.get(address) ?? [];
    if (!known.includes(words)) found.set(address, [...known, words]);
  };
  for (const { source, statedIn, method, extra, reproduced } of shown) {
    add(source.address, source.citation);
    if (statedIn !== undefined) add(statedIn, `${method}: ${extra} weights`);
    for (const each of reproduced ?? []) add(each.address, `${method}: ${reproductionWords(each)}`);
  }
  return [...found].map(([address, words]) => ({ words: words.join('; '), address }));
}

/** The data set whose claims have the same test labels; undefined where none has. */
export function claimedDataSet({ source, classes, scheme, unknown }: ClaimedLabels): DataSet | undefined {
  if (source === 'synthetic' || classes) return undefined;
  if (scheme === 'fer+') return unknown === 'class' ? undefined : 'fer+';
  return 'fer2013';
}

const singles = (dataset: DataSet): Claim[] =>
  claims
    .filter((claim) => claim.dataset === dataset && claim.of === 'single network')
    .sort((a, b) => a.accuracy - b.accuracy);

/**
 * Up to three claims for these labels: that of people and that of the same rule where there is one, and the ends of what is
 * stated of single networks.
 */
export function fittingClaims(labels: ClaimedLabels): Claim[] {
  const dataset = claimedDataSet(labels);
  if (dataset === undefined) return [];
  const networks = singles(dataset);
  const people = claims.filter((claim) => claim.dataset === dataset && claim.of === 'people');
  const sameRule = networks.filter(({ rule }) => rule !== undefined && rule === (labels.rule ?? 'majority'));
  return [...new Set([...people, ...sameRule, networks[0]!, networks.at(-1)!])];
}

/** Markdown for a hover; empty without a claim that fits. */
export function claimsMarkdown(labels: ClaimedLabels): string {
  const dataset = claimedDataSet(labels);
  if (dataset === undefined) return '';
  const lines = fittingClaims(labels).map(
    (claim) =>
      `- ${claim.method} ${claimedAccuracy(claim)}, ${claim.of === 'people' ? '' : `${networkWords(claim)}; reproduced: ${reproducedMarkdown(claim)}; `}[${claim.source.citation}](${claim.source.address})`,
  );
  return `Published for ${dataSetNames[dataset]}, no targets (all: \`ferexp claims\`):\n\n${lines.join('\n')}`;
}

/** `single network, ImageNet weights, 5 runs, on PrivateTest`; of what is not stated, only that. */
export function networkWords(claim: Claim): string {
  const { extra, runs, testedOn } = claim;
  const known = [
    claimedOf(claim),
    ...(extra === 'not stated' || extra === undefined ? [] : [extra === 'none' ? 'no extra data' : `${extra} weights`]),
    ...(typeof runs === 'number' ? [`${runs} runs`] : []),
    ...(testedOn === 'not stated' ? [] : [`on ${testedOn}`]),
  ];
  const missing = [
    ...(extra === 'not stated' ? ['extra data'] : []),
    ...(typeof runs === 'number' ? [] : ['runs']),
    ...(testedOn === 'not stated' ? ['test part'] : []),
  ];
  return [...known, ...(missing.length > 0 ? [`${missing.join(' and ')} not stated`] : [])].join(', ');
}

function reproducedMarkdown({ reproduced }: Claim): string {
  if (reproduced === undefined) return 'nobody known';
  return reproduced.map((each) => `[${reproductionWords(each)}](${each.address})`).join(', ');
}

/** What is stated of single networks for some labels, as a sentence, with the claims that it is from. */
export interface PublishedRange {
  readonly sentence: string;
  readonly claims: readonly Claim[];
}

/** One for each kind of labels among these. */
export function publishedRanges(all: readonly ClaimedLabels[]): PublishedRange[] {
  const datasets = new Set(all.map(claimedDataSet).filter((dataset) => dataset !== undefined));
  return [...datasets].map((dataset) => {
    const networks = singles(dataset);
    const range = interval(networks[0]!.accuracy, networks.at(-1)!.accuracy);
    const reports = networks
      .filter(({ reproduced }) => reproduced !== undefined)
      .map((claim) => `${claim.method}, ${asPublished(claim.accuracy)}: others report ${reproducedWords(claim)}`);
    return {
      sentence: `Published for ${dataSetNames[dataset]}, single networks: ${range} (${reports.length > 0 ? reports.join('; ') : 'no reproduction is known'}). No target: split and chosen epoch may differ.`,
      claims: networks,
    };
  });
}
