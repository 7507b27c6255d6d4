/** Loss or accuracy of a run per batch and epoch, with faint curves of earlier runs behind them. */
import type { BatchPoint, EpochPoint, RunView } from '../schemas/messages/run';
import { loss as asLoss, percent } from '../words/numbers';
import type { Curve, CurveChart } from './curves';

export type Quantity = 'accuracy' | 'loss';

/** What is drawn beside training and validation per epoch. */
export interface ShownCurves {
  /** Training per batch. */
  readonly batches: boolean;
  /** Validation of earlier runs. */
  readonly earlier: boolean;
}

export type CurvesOfRun = Pick<RunView, 'epochs' | 'batches' | 'earlier'> & {
  readonly header: Pick<RunView['header'], 'epochs' | 'stepsPerEpoch'>;
};

export const validationOf = { loss: 'validationLoss', accuracy: 'validationAccuracy' } as const;

/** Where an average of the weights is evaluated: the same with the weights of the last step. */
const lastStepOf = { loss: 'lastStepValidationLoss', accuracy: 'lastStepValidationAccuracy' } as const;

/** Earlier runs are all grey; their dashes distinguish them. */
const earlierDashes: readonly Pick<Curve, 'dash'>[] = [{}, { dash: [10, 4] }, { dash: [2, 3] }];

export const bestEpochOf = ({ epochs }: Pick<RunView, 'epochs'>): EpochPoint | undefined =>
  epochs.findLast(({ best }) => best);

export function learningCurves(view: CurvesOfRun, quantity: Quantity, shown: ShownCurves): CurveChart {
  const curves = curvesOf(view, quantity, shown);
  const common = { curves, epochs: view.header.epochs ?? view.epochs.length, bestEpoch: bestEpochOf(view)?.epoch };
  return quantity === 'accuracy'
    ? { title: 'Accuracy', format: (value) => percent(value), fromZero: true, ...common }
    : { title: 'Loss', format: asLoss, ...common };
}

function curvesOf({ epochs, batches, earlier, header }: CurvesOfRun, quantity: Quantity, shown: ShownCurves): Curve[] {
  const curve = (
    label: string,
    style: Curve['style'],
    points: readonly EpochPoint[],
    key: keyof EpochPoint,
  ): Curve => ({
    ...{ label, style },
    x: points.map(({ epoch }) => epoch),
    y: points.map((point) => Number(point[key])),
  });
  const ofBatches = (points: readonly BatchPoint[]): Curve => ({
    label: 'training, per batch',
    style: 'train-batches',
    x: points.map(({ epoch, step }) => epoch - 1 + step / (header.stepsPerEpoch ?? 1)),
    y: points.map((point) => point[quantity]),
  });
  const ofEarlier = earlier.map((run, index) => ({
    ...curve(run.label, 'earlier', run.epochs, validationOf[quantity]),
    ...earlierDashes[index % earlierDashes.length],
  }));
  const lastStep = epochs.filter((point) => point[lastStepOf[quantity]] !== undefined);
  const ofLastStep = { ...curve('validation, last step', 'validation', lastStep, lastStepOf[quantity]), dash: [4, 3] };
  return [
    ...(shown.earlier ? ofEarlier : []),
    ...(shown.batches ? [ofBatches(batches)] : []),
    curve('training', 'train', epochs, quantity),
    ...(lastStep.length > 0 ? [ofLastStep] : []),
    curve(lastStep.length > 0 ? 'validation, average' : 'validation', 'validation', epochs, validationOf[quantity]),
  ];
}
