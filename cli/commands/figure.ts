/** `ferexp figure`: a picture of a run or of data, as the editor saves it. */
import path from 'node:path';
import { resolveRuns } from '../../experiment/resolve';
import { classBars } from '../../figures/classBars';
import { confusionMatrix } from '../../figures/confusionMatrix';
import { faceGrid } from '../../figures/faceGrid';
import { lineChart } from '../../figures/lineChart';
import { palette } from '../../figures/svg';
import { predictedFaces } from '../../results/predictedFaces';
import { RunFollower } from '../../results/runFollower';
import type { RunRecord } from '../../results/runIndex';
import { readSummary } from '../../storage/run/runFile';
import { writeFileAtomic } from '../../storage/files/atomic';
import { type DataOverview, type ShownFace, type ShownSplit, shownSplits } from '../../schemas/faces';
import type { SplitMetrics } from '../../schemas/generated/summary';
import { UserError } from '../../schemas/userError';
import { FaceCatalogue } from '../../runner/faces/catalogue';
import { readExperiment } from '../find/experimentFile';
import { dataFigures, runFigures } from '../arguments/figureKinds';
import { findRun } from '../find/findRun';
import { processProgress } from '../report/processProgress';
import { openRunFaces } from '../find/runFaces';
import { json, processTerminal } from '../report/terminal';
import { own } from '../../schemas/own';
import { loss, percent } from '../../words/numbers';

type RunFigure = (typeof runFigures)[number];
type DataFigure = (typeof dataFigures)[number];

interface FigureOptions {
  readonly kind?: RunFigure | DataFigure;
  readonly split: string;
  readonly counts?: boolean;
  readonly variant: string;
  readonly faces: number;
  readonly output?: string;
  readonly project: string;
  readonly json?: boolean;
}

export async function figure(subject: string, options: FigureOptions): Promise<number> {
  const { output } = options;
  if (output !== undefined && path.extname(output) !== '.svg') {
    throw new UserError(`${output} is not an SVG file.`, 'Name it *.svg. To save PNG, use the editor.');
  }
  const svg = subject.endsWith('.ferexp.json') ? await ofData(subject, options) : await ofRun(subject, options);
  const file = output === undefined ? undefined : path.resolve(output);
  if (file !== undefined) await writeFileAtomic(file, Buffer.from(svg));
  const terminal = processTerminal(options);
  if (terminal.json) terminal.result(json(file === undefined ? { svg } : { file }));
  else if (file === undefined) terminal.result(svg);
  else terminal.say(file);
  return 0;
}

function isOf<K extends string>(kinds: readonly K[], kind: string): kind is K {
  return (kinds as readonly string[]).includes(kind);
}

async function ofRun(subject: string, { kind = 'confusion', ...options }: FigureOptions): Promise<string> {
  if (!isOf(runFigures, kind)) {
    throw new UserError(
      `A run has no picture "${kind}".`,
      `Give an experiment file, or one of: ${runFigures.join(', ')}.`,
    );
  }
  const run = await findRun(subject, options.project);
  const { experiment, variant, seed } = run.header;
  const subtitle = `${experiment} / ${variant}, seed ${seed}`;
  switch (kind) {
    case 'accuracy':
    case 'loss':
      return curves(run, kind, subtitle);
    case 'predictions':
      return byPredictions(await metricsOf(run, 'test'), subtitle);
    case 'confusion': {
      const { classes, confusion } = await metricsOf(run, options.split);
      const classNames = classes.map(({ name }) => name);
      const title = `Confusion, ${options.split}`;
      return confusionMatrix({ title, subtitle, classNames, confusion, normalised: !options.counts });
    }
    case 'mistakes':
      return mistakes(run, options, subtitle);
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

async function curves({ directory, header }: RunRecord, kind: 'accuracy' | 'loss', subtitle: string): Promise<string> {
  const follower = new RunFollower(directory);
  await follower.read();
  const { epochs } = follower.view();
  if (epochs.length === 0) throw new UserError(`The run ${header.runId} has finished no epoch yet.`);
  const x = epochs.map(({ epoch }) => epoch);
  const best = epochs.findLast((epoch) => epoch.best)?.epoch;
  const title = kind === 'accuracy' ? 'Accuracy' : 'Loss';
  const validation = kind === 'accuracy' ? 'validationAccuracy' : 'validationLoss';
  return lineChart({
    title,
    subtitle,
    xTitle: 'Epoch',
    xMaximum: header.epochs,
    yTitle: title,
    format: kind === 'accuracy' ? (value) => percent(value) : loss,
    fromZero: kind === 'accuracy',
    lines: [
      { label: 'training', x, y: epochs.map((epoch) => epoch[kind]), colour: palette[1], dash: [6, 4], points: true },
      { label: 'validation', x, y: epochs.map((epoch) => epoch[validation]), colour: palette[0], points: true },
    ],
    mark: best === undefined ? undefined : { x: best, label: `best epoch ${best}` },
    description: `${title} of training and validation over ${epochs.length} epochs`,
  });
}

function byPredictions(test: SplitMetrics, subtitle: string): string {
  const { testTimeAugmentation, withoutTestTimeAugmentation } = test;
  if (!testTimeAugmentation || !withoutTestTimeAugmentation) {
    throw new UserError('This run predicted each face once: there is no curve over the number of predictions.');
  }
  const { accuracies } = testTimeAugmentation;
  const single = withoutTestTimeAugmentation.accuracy;
  const title = 'Test accuracy by number of predictions';
  return lineChart({
    title,
    subtitle,
    xTitle: 'Predictions',
    xMaximum: accuracies.length,
    yTitle: 'Test accuracy',
    format: (value) => percent(value),
    lines: [
      {
        label: 'combined',
        x: accuracies.map((_, index) => index + 1),
        y: accuracies,
        colour: palette[0],
        points: true,
      },
      {
        label: 'a single prediction',
        x: [0, accuracies.length],
        y: [single, single],
        colour: palette[6],
        dash: [2, 3],
      },
    ],
    description: `${title}: ${percent(accuracies[0]!)} with 1, ${percent(accuracies.at(-1)!)} with ${accuracies.length}`,
  });
}

async function mistakes(
  { directory }: RunRecord,
  { split, faces }: Pick<FigureOptions, 'split' | 'faces'>,
  subtitle: string,
): Promise<string> {
  const found = await predictedFaces(directory, { split, offset: 0, limit: faces });
  const catalogue = await withProgress((onProgress) => openRunFaces(directory, onProgress));
  const images = catalogue.faces(found.faces.map(({ id }) => id));
  const { classNames } = found;
  return faceGrid({
    title: `Most confident mistakes, ${split}`,
    subtitle,
    faces: found.faces.map(({ truth, predicted, probabilities }, index) => ({
      image: images[index]!.image,
      lines: [`${classNames[predicted]!}?`, `is ${classNames[truth]!}`, `${percent(probabilities[predicted]!)} sure`],
    })),
  });
}

function withProgress<T>(
  work: (onProgress: ReturnType<typeof processProgress>['onProgress']) => Promise<T>,
): Promise<T> {
  const progress = processProgress(processTerminal());
  return work(progress.onProgress).finally(() => progress.end());
}

async function ofData(file: string, { kind = 'classes', ...options }: FigureOptions): Promise<string> {
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
  const { scheme, rule, source, classNames, splits } = overview;
  const subtitle = `${path.basename(source)}, ${scheme === 'fer' ? 'FER labels' : `FER+ labels by ${rule}`}`;
  if (kind === 'classes') {
    const panels = splits.map(({ split: title, classes }) => ({ title, classes }));
    return classBars({ title: 'Faces of each class', subtitle, classNames, panels });
  }
  const shown = catalogue.list({ split }, 0, faces).faces;
  return faceGrid({
    title: `Faces, ${split}`,
    subtitle,
    faces: shown.map((face) => ({ image: face.image, lines: labelsOf(face, overview) })),
  });
}

/** The label that the experiment uses, then both labels of the data where both are known. */
function labelsOf({ label, fer, ferPlus }: ShownFace, { classNames, ferNames, voteNames }: DataOverview): string[] {
  const used = label === undefined ? 'no label' : classNames[label]!;
  if (!voteNames) return [used];
  return [used, `FER ${ferNames[fer]!}`, `FER+ ${ferPlus === undefined ? 'no majority' : voteNames[ferPlus]!}`];
}
