/** Computes what follows from the predictions of rows: means, differences, looks. Remembered where nothing changed. */
import { createHash, hash as hashOf } from 'node:crypto';
import { statSync } from 'node:fs';
import { predictionsFile } from '../storage/run/predictions';
import type { CountedRun } from './runGroup';
import { readAnswers, unlikeFaces } from './judge/answers';
import { differenceOf, type Measured } from './judge/difference';
import { faceMetric } from './judge/judge';
import type { Network } from './judge/networks';
import { readRow, type RowAnswers, rowValues } from './judge/row';
import { keyOf, type Memory } from './memory';
import { stampText } from './readRun';
import type { RowFacts } from './rowResults';
import { type AnswersOf, answersByRun, faceEstimate, meanMetrics, runMetrics } from './runMetrics';
import { facesInterval } from './statistics/crossed';
import type { Turns } from './turns';
import type { DifferenceMetric, Estimate } from '../schemas/messages/comparison';

/** A row, identified by everything that its results follow from. */
export interface IdentifiedRow {
  readonly key: string;
  readonly networks: readonly Network[];
  readonly fingerprint?: string | undefined;
}

/** The answers of a row, with those of test faces that no training face repeats. */
interface Answers extends AnswersOf {
  readonly key: string;
}

/** What is known of the persons that a row was tested on. */
function personsOf(answers: RowAnswers): Pick<RowFacts, 'persons' | 'ofPersons'> {
  const { faces, networks } = answers;
  const { persons } = faces;
  if (persons === undefined) return {};
  const [values] = networks.length === 1 ? rowValues(answers, 'accuracy')! : [];
  if (!values) return { persons };
  return { persons, ofPersons: facesInterval(values, faces) };
}

/** A listed summary does not change: its hash is computed once. */
const summaries = new WeakMap<object, string>();

function hashOfSummary({ summary }: CountedRun): string {
  let hash = summaries.get(summary);
  if (hash === undefined) {
    hash = hashOf('sha256', JSON.stringify(summary), 'base64');
    summaries.set(summary, hash);
  }
  return hash;
}

/** Size, time and inode; empty if there is no such file. */
function stampNow(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats ? stampText(stats) : '';
}

const withUnseen = (networks: readonly Network[]): boolean =>
  networks.some(({ runs }) => runs.some(({ summary }) => summary.splits['testUnseen']));

/** Identifies a row by its networks, seeds, summaries and files of predictions. */
export async function identify(
  networks: readonly Network[],
  fingerprint: string | undefined,
  turns: Turns,
): Promise<IdentifiedRow> {
  const hash = createHash('sha256');
  const splits = withUnseen(networks) ? (['test', 'testUnseen'] as const) : (['test'] as const);
  for (const { id, runs } of networks) {
    hash.update(`\n${id}`);
    for (const run of runs) {
      await turns.take();
      const stamps = splits.map((split) => stampNow(predictionsFile(run.directory, split)));
      const { seed, imported } = run.resolved;
      const pairs = JSON.stringify([seed ?? null, imported?.framework ?? null]);
      hash.update(`\n ${pairs} ${hashOfSummary(run)} ${stamps.join(' ')}`);
    }
  }
  return { key: hash.update(`\n${fingerprint ?? ''}`).digest('base64'), networks, fingerprint };
}

/** Reads the predictions of a row at most once while it is the row in turn; those of the baseline are kept. */
export class RowReader {
  private current: Answers | undefined;
  private kept: Answers | undefined;

  /**
   * @param baseline undefined where there is none
   * @param onCommon as `differenceOf`
   */
  constructor(
    private readonly memory: Memory,
    private readonly baseline: IdentifiedRow | undefined,
    private readonly onCommon: boolean,
  ) {}

  facts(row: IdentifiedRow): Promise<RowFacts> {
    return this.memory.recall(keyOf('facts', row.key), async () => {
      const answers = await this.answersOf(row);
      const known = answers.test && answersByRun(answers.test);
      const runs = row.networks.flatMap((network) => network.runs);
      return {
        metrics: meanMetrics(row.networks, answers),
        ofRuns: Object.fromEntries(
          runs.map((run) => [run.header.runId, runMetrics(run.summary, known?.get(run.directory))]),
        ),
        ...(answers.test && { classNames: answers.test.faces.classNames, ...personsOf(answers.test) }),
      };
    });
  }

  /** The mean of a metric that a comparison has only when it is chosen. */
  estimate(row: IdentifiedRow, metric: DifferenceMetric): Promise<Estimate | undefined> {
    return this.memory.recall<Estimate | undefined>(keyOf('estimate', metric, row.key), async () => {
      const { test } = await this.answersOf(row);
      return test && faceEstimate(test, faceMetric(metric, { answers: test }));
    });
  }

  /** As `differenceOf`, to the baseline. */
  async difference(row: IdentifiedRow, metric: DifferenceMetric): Promise<Measured | string | undefined> {
    const { baseline } = this;
    if (!baseline || row.key === baseline.key) return undefined;
    const key = keyOf(this.onCommon ? 'common' : 'difference', metric, row.key, baseline.key);
    return this.memory.recall<Measured | string | undefined>(key, async () => {
      const [{ test: answers }, { test: others }] = [await this.answersOf(row), await this.answersOf(baseline)];
      return differenceOf(
        { ...row, answers },
        { ...baseline, answers: others },
        faceMetric(metric, { answers: others }),
        this.onCommon,
      );
    });
  }

  /** Whether a run was tested on the baseline's faces with the same labels. */
  isOnFacesOf(baseline: IdentifiedRow, directory: string): Promise<boolean> {
    const key = keyOf('faces', baseline.key, directory, stampNow(predictionsFile(directory, 'test')));
    return this.memory.recall(key, async () => {
      const [{ test }, other] = [await this.answersOf(baseline), await readAnswers(directory)];
      return test !== undefined && other !== undefined && unlikeFaces(test.faces, other.faces) === undefined;
    });
  }

  private async answersOf(row: IdentifiedRow): Promise<Answers> {
    const known = [this.current, this.kept].find((answers) => answers?.key === row.key);
    if (known) return known;
    const answers = { key: row.key, ...(await read(row.networks)) };
    if (row.key === this.baseline?.key) this.kept = answers;
    else this.current = answers;
    return answers;
  }
}

async function read(networks: readonly Network[]): Promise<AnswersOf> {
  const [test, testUnseen]: (RowAnswers | undefined)[] = await Promise.all([
    readRow(networks, 'test'),
    withUnseen(networks) ? readRow(networks, 'testUnseen') : undefined,
  ]);
  return { ...(test && { test }), ...(testUnseen && { testUnseen }) };
}
