/** `ferexp figure`: a picture of a run or of data, as the editor saves it. */
import { trainedHere } from '../../experiment/imported';
import { resolveRuns } from '../../experiment/resolve';
import { type CurveChart, curvesFigure } from '../../figures/curves';
import { classesFigure, dataSubject, facesFigure } from '../../figures/dataFigures';
import type { Figure } from '../../figures/figure';
import { learningCurves } from '../../figures/learningCurves';
import { reliabilityFigure } from '../../figures/reliability';
import { confusionFigure, predictedFigure, runSubject } from '../../figures/runFigures';
import { sampleCurve } from '../../figures/sampleCurve';
import { votesFigure } from '../../figures/votes';
import { readCalibration } from '../../results/calibration';
import { predictedFaces } from '../../results/predictedFaces';
import { RunFollower } from '../../results/runFollower';
import type { RunRecord } from '../../results/runIndex';
import { votesView } from '../../results/votes';
import { readSummary } from '../../storage/run/runFile';
import { type ShownSplit, shownSplits } from '../../schemas/faces';
import type { RunView } from '../../schemas/messages/run';
import type { SplitMetrics } from '../../schemas/generated/summary';
import { UserError } from '../../schemas/userError';
import { FaceCatalogue } from '../../runner/faces/catalogue';
import { readExperiment } from '../find/experimentFile';
import { dataFigures, runFigures } from '../arguments/figureKinds';
import { findRun } from '../find/findRun';
import { processProgress } from '../report/processProgress';
import { openRunFaces } from '../find/runFaces';
import { checkFigureOutput, writeFigure } from '../report/figureFile';
import { processTerminal } from '../report/terminal';
import { own } from '../../schemas/own';
import { labelNames } from '../../words/faceNames';

type RunFigure = (typeof runFigures)[number];
type DataFigure = (typeof dataFigures)[number];

export interface FigureOptions {
  readonly kind?: RunFigure | DataFigure;
  readonly split: string;
  readonly counts?: boolean;
  readonly batches: boolean;
  readonly earlier: boolean;
  readonly variant: string;
  readonly faces: number;
  readonly output?: string;
  readonly project: string;
  readonly json?: boolean;
}

export async function figure(subject: string, options: FigureOptions): Promise<number> {
  checkFigureOutput(options);
  const drawn = subject.endsWith('.ferexp.json') ? await ofData(subject, options) : await runFigure(subject, options);
  return writeFigure(drawn, options);
}

function isOf<K extends string>(kinds: readonly K[], kind: string): kind is K {
  return (kinds as readonly string[]).includes(kind);
}

/** @throws UserError if there is no such run, or it has not what the figure shows */
export async function runFigure(subject: string, { kind = 'confusion', ...options }: FigureOptions): Promise<Figure> {
  if (!isOf(runFigures, kind)) {
    throw new UserError(
      `A run has no picture "${kind}".`,
      `Give an experiment file, or one of: ${runFigures.join(', ')}.`,
    );
  }
  const run = await findRun(subject, options.project);
  const title = runSubject(run.header);
  switch (kind) {
    case 'accuracy':
    case 'loss':
      return curvesFigure(learningCurves(await viewOf(run), kind, options), title);
    case 'predictions':
      return curvesFigure(byPredictions(run, await metricsOf(run, 'test')), title);
    case 'confusion':
      return confusionFigure(options.split, await metricsOf(run, options.split), options.counts !== true, title);
    case 'mistakes':
      return mistakes(run, options, title);
    case 'reliability':
      return reliabilityFigure(await readCalibration(run.directory, options.split), title);
    case 'people':
      return people(options.split, await metricsOf(run, options.split), title);
  }
}

async function metricsOf({ directory, header }: RunRecord, split: string): Promise<SplitMetrics> {
  const summary = await readSummary(directory);
  const metrics = own(summary?.splits, split);
  if (metrics) return metrics;
  const known = Object.keys(summary?.splits ?? {});
  throw new UserError(
    `The run ${header.runId} was not evaluated on "${split}".`,
    known.length === 0 ? 'Let it finish first.' : `Give one of: ${known.join(', ')}.`,
  );
}

function people(split: string, { votes }: SplitMetrics, title: string): Figure {
  if (votes) return votesFigure(votesView(split, votes), title);
  throw new UserError(
    'This run was not compared with the votes of people.',
    'Name the votes of FER+ in data.labels.votes, with any scheme of labels, and run the experiment again.',
  );
}

async function viewOf({ directory, header, resolved }: RunRecord): Promise<RunView> {
  trainedHere(resolved, header.runId, 'there are no curves of its training');
  const follower = new RunFollower(directory);
  await follower.read();
  const view = follower.view();
  if (view.epochs.length === 0) throw new UserError(`The run ${header.runId} has finished no epoch yet.`);
  return view;
}

function byPredictions({ header: { published } }: RunRecord, test: SplitMetrics): CurveChart {
  const { testTimeAugmentation, withoutTestTimeAugmentation } = test;
  if (!testTimeAugmentation || !withoutTestTimeAugmentation) {
    throw new UserError('This run predicted each face once: there is no curve over the number of predictions.');
  }
  const { accuracies } = testTimeAugmentation;
  return sampleCurve({ accuracies, single: withoutTestTimeAugmentation.accuracy, published: published?.bySamples });
}

async function mistakes(
  { directory }: RunRecord,
  { split, faces: limit }: Pick<FigureOptions, 'split' | 'faces'>,
  title: string,
): Promise<Figure> {
  const found = await predictedFaces(directory, { split, offset: 0, limit });
  const catalogue = await withProgress((onProgress) => openRunFaces(directory, onProgress, split));
  const images = catalogue.faces(found.faces.map(({ id }) => id));
  const faces = found.faces.map((face, index) => ({ ...face, face: images[index]! }));
  return predictedFigure({ ...found, names: labelNames(catalogue.overview()) }, faces, title);
}

function withProgress<T>(
  work: (onProgress: ReturnType<typeof processProgress>['onProgress']) => Promise<T>,
): Promise<T> {
  const progress = processProgress(processTerminal());
  return work(progress.onProgress).finally(() => progress.end());
}

async function ofData(file: string, { kind = 'classes', ...options }: FigureOptions): Promise<Figure> {
  const { split, variant, faces } = options;
  if (!isOf(dataFigures, kind)) {
    throw new UserError(`Data has no picture "${kind}".`, `Give a run, or one of: ${dataFigures.join(', ')}.`);
  }
  if (!isOf<ShownSplit>(shownSplits, split)) {
    throw new UserError(`There is no split "${split}".`, `Give one of: ${shownSplits.join(', ')}.`);
  }
  const { file: experiment } = await readExperiment(file, { variants: [variant] });
  if (!experiment) throw new UserError(`${file} is not valid.`, `See what is wrong with: ferexp validate ${file}`);
  const [resolved] = resolveRuns(experiment, { path: file, variants: [variant], repeats: [0] });
  const catalogue = await withProgress((onProgress) => FaceCatalogue.open(resolved!, onProgress));
  const overview = catalogue.overview();
  const subject = dataSubject(overview);
  if (kind === 'classes') return classesFigure(overview, subject);
  return facesFigure(overview, { split }, catalogue.list({ split }, 0, faces).faces, subject);
}
