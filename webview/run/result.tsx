/** Shows the result of a run: metrics of splits and classes, confusion matrix, faces, and the environment. */
import { useState } from 'preact/hooks';
import type { PublishedResult } from '../../schemas/generated/experiment';
import type { RunEnvironment } from '../../schemas/generated/environment';
import type { RunSummary, SplitMetrics } from '../../schemas/generated/summary';
import { percent, sizeWords } from '../shared/format';
import { Scroll } from '../shared/scroll';
import { Select } from '../shared/select';
import { Confusion } from './confusion';
import { Measures } from './measures';
import { RunFaces } from './runFaces';
import { SampleCurve } from './sampleCurve';
import { own } from '../../schemas/own';
import { shownSplitsOf, splitName } from '../../words/faceNames';
import { count, interval, loss as asLoss } from '../../words/numbers';
import type { Agreement, RunMeasures, RunView } from '../../schemas/messages/run';

export function Result({ view: { summary, measures, environment, header } }: { view: RunView }) {
  const names = summary ? shownSplitsOf(summary.splits) : [];
  return (
    <>
      {summary && names.length > 0 && (
        <Splits
          splits={summary.splits}
          names={names}
          testInterval={header.testInterval}
          nothingLearned={header.nothingLearned}
          weights={weightsWords(summary)}
          published={header.published}
          agreement={measures?.agreement ?? {}}
        />
      )}
      {measures && <Measures measures={measures} />}
      {environment && <Environment environment={environment} />}
    </>
  );
}

/** Says which weights were evaluated. */
function weightsWords({ epochsRun, evaluatedWeights }: RunSummary): string | undefined {
  if (epochsRun === 0) return 'weights that the run started from';
  return evaluatedWeights && `weights of the ${evaluatedWeights} epoch`;
}

interface SplitsProps {
  readonly splits: Readonly<Record<string, SplitMetrics>>;
  readonly names: readonly string[];
  readonly testInterval: readonly [low: number, high: number] | undefined;
  readonly nothingLearned: string | undefined;
  readonly published: PublishedResult | undefined;
  readonly weights: string | undefined;
  readonly agreement: RunMeasures['agreement'];
}

function Splits({ splits, names, testInterval, nothingLearned, weights, published, agreement }: SplitsProps) {
  const [chosen, setChosen] = useState(names[0]!);
  const name = names.includes(chosen) ? chosen : names[0]!;
  const split = own(splits, name)!;
  const [cell, setCell] = useState<{ split: string; truth: number; predicted: number }>();
  const shownCell = cell?.split === name ? cell : undefined;
  const test = splits['test'];
  return (
    <section aria-label="Result">
      <div class="section-head">
        <h2>Result</h2>
        {weights !== undefined && <span class="muted">{weights}</span>}
      </div>
      {test && (
        <p class="headline">
          <strong>{percent(test.accuracy)}</strong> of the test faces correct
          {testInterval && <span class="muted"> (95 % interval {interval(...testInterval)})</span>}
        </p>
      )}
      {nothingLearned !== undefined && (
        <p class="lack">
          <vscode-icon name="warning" /> This network learned nothing: {nothingLearned}
        </p>
      )}
      <Scroll label="Metrics of each split">
        <table class="grid">
          <caption class="visually-hidden">Metrics of each split</caption>
          <thead>
            <tr>
              <th scope="col">Split</th>
              <th scope="col" class="number">
                Faces
              </th>
              <th scope="col" class="number">
                Accuracy
              </th>
              <th scope="col" class="number">
                Macro-F1
              </th>
              <th scope="col" class="number">
                Loss
              </th>
              {agreementColumns.map(({ title, hint }) => (
                <th key={title} scope="col" class="number" title={hint}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {names.map((each) => (
              <SplitRow key={each} name={splitName(each)} split={own(splits, each)!} agreement={own(agreement, each)} />
            ))}
          </tbody>
        </table>
      </Scroll>
      {test?.testTimeAugmentation && test.withoutTestTimeAugmentation && (
        <SampleCurve
          accuracies={test.testTimeAugmentation.accuracies}
          single={test.withoutTestTimeAugmentation.accuracy}
          published={published?.bySamples}
        />
      )}
      <div class="section-head">
        <h2>Classes</h2>
        <span class="spacer" />
        <Select name="Split" value={name} options={names.map((each) => [each, splitName(each)])} onChoose={setChosen} />
      </div>
      <div class="classes">
        <Confusion
          name={name}
          split={split}
          selected={shownCell}
          onSelect={(truth, predicted) => setCell({ split: name, truth, predicted })}
        />
        <ClassTable split={split} />
      </div>
      <RunFaces
        key={`${name} ${shownCell?.truth} ${shownCell?.predicted}`}
        split={name}
        cell={shownCell}
        onMistakes={() => setCell(undefined)}
      />
    </section>
  );
}

/** Figures of the confusion matrix, with what they mean on hover. */
const agreementColumns: readonly {
  readonly title: string;
  readonly hint: string;
  readonly words: (agreement: Agreement) => string | undefined;
}[] = [
  {
    title: 'Balanced',
    hint: 'Balanced accuracy: the mean of the classes’ recalls, so that each class counts as much',
    words: ({ balancedAccuracy }) => percent(balancedAccuracy),
  },
  {
    title: 'Kappa',
    hint: 'Cohen’s κ: agreement with the labels beyond chance; 0 for guessing, 1 for no mistake',
    words: ({ kappa }) => (kappa === undefined ? undefined : asLoss(kappa)),
  },
  {
    title: 'MCC',
    hint: 'Matthews’ correlation of predictions and labels; 0 for guessing, 1 for no mistake',
    words: ({ mcc }) => asLoss(mcc),
  },
];

interface SplitRowProps {
  readonly name: string;
  readonly split: SplitMetrics;
  readonly agreement: Agreement | undefined;
}

function SplitRow({ name, split, agreement }: SplitRowProps) {
  const single = split.withoutTestTimeAugmentation;
  const row = (label: string, muted: boolean, metrics: { accuracy: number; macroF1: number; loss?: number }) => (
    <tr class={muted ? 'muted' : ''}>
      <th scope="row">{label}</th>
      <td class="number">{muted ? '' : count(split.examples)}</td>
      <td class="number">{percent(metrics.accuracy)}</td>
      <td class="number">{percent(metrics.macroF1)}</td>
      <td class="number">{metrics.loss === undefined ? '–' : asLoss(metrics.loss)}</td>
      {agreementColumns.map(({ title, words }) => (
        <td key={title} class="number">
          {muted ? '' : ((agreement && words(agreement)) ?? '–')}
        </td>
      ))}
    </tr>
  );
  return (
    <>
      {row(single ? `${name}, with test-time augmentation` : name, false, split)}
      {single && row('a single prediction', true, single)}
    </>
  );
}

/** Shows no share if the whole is 0: the summary then has 0, as in scikit-learn. */
const shareOf = (value: number, whole: number): string => (whole === 0 ? '–' : percent(value));

function ClassTable({ split }: { split: SplitMetrics }) {
  return (
    <Scroll label="Metrics of each class">
      <table class="grid">
        <caption>Per class</caption>
        <thead>
          <tr>
            <th scope="col">Class</th>
            <th scope="col" class="number">
              Faces
            </th>
            <th scope="col" class="number">
              Precision
            </th>
            <th scope="col" class="number">
              Recall
            </th>
            <th scope="col" class="number">
              F1
            </th>
          </tr>
        </thead>
        <tbody>
          {split.classes.map(({ name, support, precision, recall, f1 }, index) => {
            const answers = split.confusion.reduce((sum, row) => sum + row[index]!, 0);
            return (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td class="number">{count(support)}</td>
                <td class="number">{shareOf(precision, answers)}</td>
                <td class="number">{shareOf(recall, support)}</td>
                <td class="number">{shareOf(f1, answers + support)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}

function Environment({ environment }: { environment: RunEnvironment }) {
  const { git, data, ancestry } = environment;
  const rows: [string, string][] = [
    ['Engine', `${environment.engine} (${environment.device})`],
    ...(environment.engineReason ? [['Chosen because', environment.engineReason] as [string, string]] : []),
    ['Backend', [environment.backend, environment.backendVersion, ...environment.features].join(', ')],
    [
      'Machine',
      `${environment.cpu}, ${environment.cores} cores, ${sizeWords(environment.memoryBytes)}, ${environment.os}`,
    ],
    ['Versions', `ferexp ${environment.ferexp}, Node.js ${environment.node}`],
    ...(git ? [['Commit', `${git.commit}${git.dirty ? ', with uncommitted changes' : ''}`] as [string, string]] : []),
    ['Data', `${data.source}, ${count(data.examples)} images, fingerprint ${data.fingerprint.slice(0, 12)}`],
    ...(ancestry?.[0] ? [['Started from', `weights ${ancestry[0].weights.slice(0, 12)}`] as [string, string]] : []),
  ];
  return (
    <details class="environment">
      <summary>Ran on</summary>
      <table>
        <tbody>
          {rows.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
