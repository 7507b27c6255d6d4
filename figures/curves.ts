/** Curves over epochs, or over another count: what a page draws with its pointer and legend, and the figure of the same. */
import { figure, type Figure } from './figure';
import { lineChart, type Line } from './lineChart';
import { palette } from './svg';

export interface Curve {
  readonly label: string;
  /** Epochs, ascending; 2.5 is half-way through the third. May be another count. */
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly style: 'train' | 'validation' | 'train-batches' | 'earlier' | 'reference';
  /** Overrides the style's colour, for overlays of many runs. */
  readonly colour?: string;
  /** Overrides the style's dash, for overlays of many runs. */
  readonly dash?: readonly number[];
}

export interface CurveChart {
  readonly title: string;
  /** The title of the y axis; default the chart's. */
  readonly quantity?: string;
  readonly curves: readonly Curve[];
  /** Largest value of the x axis: an epoch, or another count. */
  readonly epochs: number;
  /** Marked by a dotted line. */
  readonly bestEpoch?: number | undefined;
  /** Formats a value for axis and legend. */
  readonly format: (value: number) => string;
  /** The y axis starts at 0, for accuracies. */
  readonly fromZero?: boolean;
  /** What the x axis counts; default `Epoch`. */
  readonly unit?: string;
  /** The chart in a sentence, for screen readers. Default: the last value of each curve. */
  readonly description?: string;
}

/** Colours of figures, which are on white; on a page, colours follow the theme. */
const colours: Readonly<Record<Curve['style'], string>> = {
  train: palette[1],
  'train-batches': palette[1],
  validation: palette[0],
  earlier: '#8c8c8c',
  reference: palette[6],
};

export function curvesFigure(chart: CurveChart, subject: string): Figure {
  const { title, quantity = title, curves, epochs, bestEpoch, format, fromZero = false, unit = 'Epoch' } = chart;
  const lines = curves.map((curve): Line => {
    const { label, x, y, style, colour = colours[style] } = curve;
    const isFaint = style === 'earlier' || style === 'train-batches';
    return {
      ...{ label, x, y, colour, dash: dashOf(curve), points: style === 'train' || style === 'validation' },
      ...(isFaint ? { opacity: 0.45, width: 1 } : {}),
    };
  });
  return figure(title, subject, (heading) =>
    lineChart({
      ...heading,
      ...{ xTitle: unit, xMaximum: epochs, yTitle: quantity, format, fromZero, lines },
      mark: bestEpoch === undefined ? undefined : { x: bestEpoch, label: `best epoch ${bestEpoch}` },
      description: descriptionOf(chart),
    }),
  );
}

/** Dashes distinguish training from validation without colours. */
export function dashOf({ dash, style }: Curve): readonly number[] | undefined {
  return dash ?? (style === 'train' ? [6, 4] : style === 'reference' ? [2, 3] : undefined);
}

/** Describes the chart by the last value of each learning curve, unless it has a description. */
export function descriptionOf({ title, curves, format, description }: CurveChart): string {
  if (description !== undefined) return description;
  const parts = curves
    .filter((curve) => curve.y.length > 0 && (curve.style === 'train' || curve.style === 'validation'))
    .map((curve) => `${curve.label} ${format(curve.y.at(-1)!)} at epoch ${curve.x.at(-1)!}`);
  return `${title}: ${parts.join(', ') || 'no epoch has ended yet'}`;
}
